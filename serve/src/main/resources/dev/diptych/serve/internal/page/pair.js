// How well a picture and several texts match, while they are typed.

import {post} from './api.js';
import {bar, debounced, el, fill} from './dom.js';
import {number, percent, t} from './language.js';
import {pictureInput} from './picture.js';

const LEAST_COSINE = 0;
const FIRST_TEXTS = 3;

export function showPair(content, {session}) {
  let picture = null;
  let running = null;
  const rows = [];
  const list = el('ol', {className: 'texts'});
  const preview = el('div', {className: 'preview'});
  const note = el('p', {className: 'note', role: 'status'});
  const matching = el('input', {type: 'checkbox', onchange: () => compute()});

  const input = pictureInput({label: t('pair.drop'), mostBytes: session.image_bytes, changed: next => {
    picture = next;
    fill(preview, el('img', {src: next.uri, alt: next.name}), el('p', {className: 'filename'}, next.name));
    compute();
  }});

  function addRow(text = '') {
    const row = {cosine: el('output', {className: 'cosine'}), probability: el('output', {className: 'probability'}),
      meter: el('div', {className: 'meter'}), node: null};
    const number = rows.length + 1;
    row.input = el('input', {type: 'text', value: text, placeholder: t('pair.placeholder'), maxLength: 2000,
      'aria-label': t('pair.text', {number}), oninput: later,
      onkeydown: event => {
        if (event.key === 'Enter') {
          event.preventDefault();
          const next = rows[rows.indexOf(row) + 1] ?? addRow();
          next.input.focus();
        }
      }});
    const remove = el('button', {type: 'button', className: 'quiet icon', 'aria-label': t('pair.remove', {number}),
      onclick: () => {
        if (rows.length > 1) {
          rows.splice(rows.indexOf(row), 1);
          row.node.remove();
          rows[0].input.focus();
          compute();
        }
      }}, '×');
    row.node = el('li', {className: 'text-row'}, row.input, remove, el('div', {className: 'scores'},
      row.meter, row.cosine, row.probability));
    rows.push(row);
    list.append(row.node);
    return row;
  }

  async function compute() {
    const filled = rows.filter(row => row.input.value.trim() !== '');
    for (const row of rows) {
      if (!filled.includes(row)) {
        clear(row);
      }
    }
    if (!picture || filled.length === 0) {
      note.textContent = picture ? t('pair.type') : t('pair.first');
      return;
    }
    running?.abort();
    running = new AbortController();
    try {
      const answer = await post('/pair', {image: picture.uri, texts: filled.map(row => row.input.value),
        ...(matching.checked ? {matching: true} : {})}, running.signal);
      answer.results.forEach((result, at) => show(filled[at], result));
      note.textContent = session.calibrated ? t('pair.calibrated') : t('pair.uncalibrated');
    } catch (error) {
      if (error.name !== 'AbortError') {
        note.textContent = error.message;
        rows.forEach(clear);
      }
    }
  }

  function clear(row) {
    row.node.classList.remove('best');
    fill(row.meter);
    row.cosine.textContent = '';
    row.probability.textContent = '';
  }

  function show(row, result) {
    row.node.classList.toggle('best', result.rank === 1);
    fill(row.meter, bar(result.probability ?? (result.cosine - LEAST_COSINE)));
    row.cosine.textContent = t('cosine') + ' ' + number(result.cosine, 3)
      + (result.matching === null ? '' : ' · ' + t('matching') + ' ' + number(result.matching, 2));
    row.probability.textContent = result.probability === null ? '' : percent(result.probability);
  }

  const later = debounced(150, compute);
  fill(content,
    el('h1', {}, t('pair.title')),
    el('p', {className: 'lead'}, t('pair.lead')),
    el('div', {className: 'split'},
      el('section', {'aria-label': t('pair.picture')}, input.element, preview),
      el('section', {'aria-label': t('pair.texts')}, list,
        el('div', {className: 'row-tools'},
          el('button', {type: 'button', onclick: () => addRow().input.focus()}, t('pair.add')),
          session.matching ? el('label', {className: 'check'}, matching, t('pair.matching')) : null),
        note)));
  for (let i = 0; i < FIRST_TEXTS; i++) {
    addRow();
  }
  note.textContent = t('pair.first');
  return () => {
    running?.abort();
    input.stop();
  };
}
