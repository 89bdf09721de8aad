// Training runs: a list, and the curves of one run, which grow while it trains.

import {get} from './api.js';
import {el, fill, say} from './dom.js';
import {number, t, time} from './language.js';
import {lineChart} from './chart.js';

const REFRESH = 5000;
const SECONDS_OF_MINUTE = 60;

export function showRuns(content, {at}) {
  const list = el('ul', {className: 'run-list'});
  const detail = el('section', {className: 'run-detail', 'aria-label': t('runs.curves')});
  let events = null;
  let shown = null;
  let drawing = 0;
  const wanted = at.rest[0];

  async function refresh() {
    const {runs} = await get('/runs');
    fill(list, runs.map(run => el('li', {}, el('a', {href: '#/runs/' + encodeURIComponent(run.name),
      'aria-current': run.name === (wanted ?? runs[0].name) ? 'true' : null},
    el('span', {className: 'run-name'}, run.name),
    el('span', {className: 'state ' + run.state}, t('run.' + run.state)),
    el('span', {className: 'run-facts'}, t('runs.facts', {step: number(run.step), epoch: number(run.epoch)}),
      run.loss === null ? '' : ' · ' + t('loss') + ' ' + number(run.loss, 3))))));
    if (runs.length === 0) {
      fill(list, el('li', {className: 'empty'}, t('runs.none')));
    }
    return runs;
  }

  async function open(name) {
    events?.close();
    const curves = await get('/runs/' + encodeURIComponent(name));
    shown = curves;
    draw();
    if (curves.run.state !== 'finished') {
      events = new EventSource('/runs/' + encodeURIComponent(name) + '/events?position=' + curves.position);
      events.addEventListener('step', event => add(shown.steps, event));
      events.addEventListener('validation', event => add(shown.validations, event));
      events.addEventListener('restart', () => open(name).catch(failed));
    }
  }

  function add(entries, event) {
    const entry = JSON.parse(event.data);
    if ((entries.at(-1)?.step ?? -1) >= entry.step) {
      return; // sent again after the connection was renewed
    }
    entries.push(entry);
    shown.run = {...shown.run, step: entry.step, epoch: entry.epoch, loss: entry.loss ?? shown.run.loss,
      seconds: entry.seconds ?? shown.run.seconds, state: 'running'};
    if (!drawing) {
      drawing = setTimeout(() => {
        drawing = 0;
        draw();
      }, 200);
    }
  }

  function draw() {
    const {run, steps, validations, labels} = shown;
    const curve = (name, pick) => ({name, points: steps.map(step => [step.step, pick(step)]).filter(point => point[1] !== null)});
    const metric = name => ({name: labels[name] ?? name,
      points: validations.map(each => [each.step, each.metrics[name]]).filter(point => typeof point[1] === 'number')});
    const names = [...new Set(validations.flatMap(each => Object.keys(each.metrics)))].filter(name => !/_(low|high)$/.test(name));
    const group = pattern => names.filter(name => pattern.test(name)).map(metric).filter(each => each.points.length > 0).slice(0, 6);
    fill(detail,
      el('div', {className: 'heading'}, el('h2', {}, run.name), el('span', {className: 'state ' + run.state}, t('run.' + run.state)),
        run.report ? el('a', {href: '/runs/' + encodeURIComponent(run.name) + '/report.html', target: '_blank', rel: 'noopener'}, t('runs.report')) : null),
      el('dl', {className: 'numbers'},
        fact(t('runs.step'), number(run.step)), fact(t('runs.epoch'), number(run.epoch)),
        fact(t('loss'), run.loss === null ? '–' : number(run.loss, 4)),
        fact(t('runs.time'), t('runs.minutes', {minutes: number(run.seconds / SECONDS_OF_MINUTE, 1)})),
        fact(t('runs.changed'), time(run.modified))),
      el('div', {className: 'charts'},
        lineChart(t('runs.loss'), [curve(t('loss'), step => step.loss)]),
        chart(t('runs.recall'), group(/^retrieval\..*\.r\d+$/)),
        chart(t('runs.rank'), group(/^retrieval\..*rank$/)),
        chart(t('runs.consistency'), group(/^consistency\./)),
        chart(t('runs.composition'), group(/^compositional\./)),
        lineChart(t('runs.rate'), [curve(t('runs.rate'), step => step.learning_rate)]),
        lineChart(t('runs.speed'), [curve(t('runs.speed'), step => step.samples_per_second)])));
  }

  const chart = (title, series) => series.length === 0 ? null : lineChart(title, series);
  const fact = (name, value) => el('div', {}, el('dt', {}, name), el('dd', {}, value));
  const failed = error => say(error.message, 'error');

  fill(content, el('h1', {}, t('runs.title')), el('div', {className: 'split narrow'}, list, detail));
  refresh().then(runs => {
    const name = wanted ?? runs[0]?.name;
    return name ? open(name) : null;
  }).catch(failed);
  const timer = setInterval(() => refresh().catch(failed), REFRESH);
  return () => {
    clearInterval(timer);
    clearTimeout(drawing);
    events?.close();
  };
}
