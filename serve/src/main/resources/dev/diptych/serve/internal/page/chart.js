// A line chart with one horizontal axis, as SVG.

import {el, svg} from './dom.js';
import {number} from './language.js';

const WIDTH = 420;
const HEIGHT = 220;
const LEFT = 52;
const RIGHT = 22;
const TOP = 10;
const BOTTOM = 30;

/** Round numbers that divide a range into about `count` parts. */
export function ticks(low, high, count, least = 0) {
  const span = high - low || Math.abs(high) || 1;
  const raw = span / count;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map(each => each * power).find(each => each >= Math.max(raw, least)) ?? least;
  const values = [];
  for (let at = Math.ceil(low / step - 1e-9) * step; at <= high + step * 1e-9; at += step) {
    values.push(Math.abs(at) < step * 1e-9 ? 0 : at);
  }
  return {values, step};
}

function label(value, step) {
  const digits = Math.min(6, Math.max(0, -Math.floor(Math.log10(step))));
  return Math.abs(value) >= 10000 ? number(value / 1000, 0) + 'k' : number(value, digits);
}

/** series: [{name, points: [[x, y], ...]}] */
export function lineChart(title, series) {
  const points = series.flatMap(each => each.points).filter(point => Number.isFinite(point[1]));
  if (points.length === 0) {
    return null;
  }
  const xs = points.map(point => point[0]);
  const ys = points.map(point => point[1]);
  let [x0, x1, y0, y1] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  if (x0 === x1) {
    x0 -= 1;
    x1 += 1;
  }
  if (y0 === y1) {
    y0 -= Math.abs(y0) * 0.1 || 0.5;
    y1 += Math.abs(y1) * 0.1 || 0.5;
  }
  const x = value => LEFT + (WIDTH - LEFT - RIGHT) * (value - x0) / (x1 - x0);
  const y = value => HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * (value - y0) / (y1 - y0);
  const down = ticks(y0, y1, 4);
  const across = ticks(x0, x1, 4, 1);
  const picture = svg('svg', {viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img', 'aria-label': title + ': '
    + series.map(each => each.name + ' ' + number(each.points.at(-1)?.[1] ?? NaN, 3)).join(', ')},
  down.values.map(value => [svg('line', {class: 'rule', x1: LEFT, x2: WIDTH - RIGHT, y1: y(value), y2: y(value)}),
    svg('text', {class: 'tick end', x: LEFT - 8, y: y(value) + 4}, label(value, down.step))]),
  across.values.map(value => svg('text', {class: 'tick middle', x: x(value), y: HEIGHT - 10}, label(value, across.step))),
  series.map((each, at) => {
    const drawn = each.points.filter(point => Number.isFinite(point[1]));
    return [svg('polyline', {class: 'line c' + at, points: drawn.map(point => x(point[0]).toFixed(1) + ',' + y(point[1]).toFixed(1)).join(' ')}),
      drawn.length <= 30 ? drawn.map(point => svg('circle', {class: 'dot c' + at, cx: x(point[0]), cy: y(point[1]), r: 3})) : []];
  }));
  return el('figure', {className: 'chart card'}, el('figcaption', {}, title), picture,
    el('ul', {className: 'legend'}, series.map((each, at) => el('li', {}, svg('svg', {viewBox: '0 0 16 8', 'aria-hidden': 'true'},
      svg('line', {class: 'line c' + at, x1: 0, x2: 16, y1: 4, y2: 4})), each.name + ' ',
    el('strong', {}, number(each.points.at(-1)[1], 3))))));
}
