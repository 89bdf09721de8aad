// Review of the findings of an audit: a grid that holds any number of pairs, and one pair in detail.

import {get, post} from './api.js';
import {bar, debounced, el, fill, say} from './dom.js';
import {number, percent, t} from './language.js';

const PAGE = 100;
const CARD_HEIGHT = 292;
const CARD_WIDTH = 208;
const GAP = 12;

export function showReview(content, {at}) {
  let summary = null;
  let total = 0;
  let selected = 0;
  let generation = 0;
  let editing = false;
  const pages = new Map(); // number of the page to its items, or null while they load
  const cards = new Map(); // index to its element
  const decided = []; // rows decided here, the last one first to undo

  const filters = {
    finding: el('select', {id: 'finding', onchange: reset}),
    state: el('select', {id: 'state', onchange: reset}, ['any', 'open', 'keep', 'correct', 'drop']
      .map(each => el('option', {value: each}, t('state.' + each)))),
    high: el('input', {id: 'high', type: 'range', min: 0, max: 100, value: 100, oninput: debounced(150, reset)}),
    q: el('input', {id: 'words', type: 'search', placeholder: t('review.words'), oninput: debounced(200, reset)}),
  };
  const highText = el('output', {htmlFor: 'high'});
  const counts = el('p', {className: 'counts'});
  const grid = el('div', {className: 'grid', id: 'grid', role: 'listbox', tabIndex: 0, 'aria-label': t('review.grid'),
    onscroll: () => requestAnimationFrame(draw), onkeydown: key});
  const space = el('div', {className: 'grid-space', role: 'presentation'});
  const shift = el('div', {className: 'grid-window', role: 'presentation'});
  space.append(shift);
  grid.append(space);
  const detail = el('aside', {className: 'detail', 'aria-label': t('review.detail')});
  const sheet = new CSSStyleSheet(); // positions of the grid, as the page has no inline styles
  document.adoptedStyleSheets = [sheet];
  let top = 0;

  function query() {
    const parameters = new URLSearchParams({finding: filters.finding.value || 'any', state: filters.state.value});
    if (filters.high.value !== '100') {
      parameters.set('high', String(filters.high.value / 100));
    }
    if (filters.q.value.trim() !== '') {
      parameters.set('q', filters.q.value.trim());
    }
    return parameters;
  }

  function reset() {
    generation++;
    pages.clear();
    selected = 0;
    grid.scrollTop = 0;
    highText.textContent = '≤ ' + percent(filters.high.value / 100);
    load(0);
  }

  async function load(page) {
    if (pages.has(page)) {
      return;
    }
    pages.set(page, null);
    const asked = generation;
    const parameters = query();
    parameters.set('offset', String(page * PAGE));
    parameters.set('limit', String(PAGE));
    try {
      const answer = await get('/review/items?' + parameters);
      if (asked === generation) {
        pages.set(page, answer.items);
        total = answer.total;
        counts.textContent = t('review.counts', {shown: number(total), pairs: number(summary.pairs)});
        draw();
        if (Math.floor(selected / PAGE) === page) {
          showDetail();
        }
      }
    } catch (error) {
      pages.delete(page);
      say(error.message, 'error');
    }
  }

  const item = index => pages.get(Math.floor(index / PAGE))?.[index % PAGE];
  const columns = () => Math.max(1, Math.floor((grid.clientWidth + GAP) / (CARD_WIDTH + GAP)));

  function draw() {
    const across = columns();
    const rows = Math.ceil(total / across);
    const first = Math.max(0, Math.floor(grid.scrollTop / (CARD_HEIGHT + GAP)) - 1);
    const last = Math.min(rows, Math.ceil((grid.scrollTop + grid.clientHeight) / (CARD_HEIGHT + GAP)) + 1);
    top = first * (CARD_HEIGHT + GAP);
    sheet.replaceSync(`.grid-space { height: ${rows * (CARD_HEIGHT + GAP)}px; }`
      + `.grid-window { transform: translateY(${top}px); grid-template-columns: repeat(${across}, minmax(0, 1fr)); }`);
    cards.clear();
    const shown = [];
    for (let index = first * across; index < Math.min(total, last * across); index++) {
      const pair = item(index);
      if (pair === undefined) {
        load(Math.floor(index / PAGE));
      }
      const node = pair ? card(pair, index) : el('div', {className: 'card waiting', role: 'option', id: 'card-' + index,
        'aria-label': t('loading')});
      cards.set(index, node);
      shown.push(node);
    }
    shift.replaceChildren(...shown);
    if (total === 0) {
      shift.replaceChildren(el('p', {className: 'empty', role: 'option', 'aria-disabled': 'true'}, t('review.none')));
    }
    if (cards.has(selected)) {
      grid.setAttribute('aria-activedescendant', 'card-' + selected);
    } else {
      grid.removeAttribute('aria-activedescendant');
    }
  }

  function card(pair, index) {
    return el('div', {className: 'card' + (index === selected ? ' selected' : '') + (pair.decision ? ' ' + pair.decision : ''),
      id: 'card-' + index, role: 'option', 'aria-selected': String(index === selected),
      'aria-setsize': String(total), 'aria-posinset': String(index + 1), onclick: () => select(index)},
    picture(pair),
    el('p', {className: 'caption'}, pair.corrected ?? (pair.caption || t('review.no.caption'))),
    el('p', {className: 'facts'},
      el('span', {className: 'chip'}, pair.findings.length > 0 ? t('finding.' + pair.findings[0].kind) : t('review.no.finding'),
        pair.findings.length > 1 ? ' +' + (pair.findings.length - 1) : ''),
      pair.probability === null ? null : el('span', {className: 'probability'}, percent(pair.probability))),
    pair.decision ? el('span', {className: 'badge ' + pair.decision}, t('state.' + pair.decision)) : null);
  }

  function picture(pair) {
    const image = el('img', {src: '/review/images/' + pair.row, alt: '', loading: 'lazy', decoding: 'async',
      onerror: () => image.replaceWith(el('span', {className: 'no-picture'}, t('picture.unreadable')))});
    return el('div', {className: 'frame'}, image);
  }

  function select(index) {
    if (total === 0) {
      return;
    }
    editing = false;
    selected = Math.min(total - 1, Math.max(0, index));
    const row = Math.floor(selected / columns());
    const start = row * (CARD_HEIGHT + GAP);
    if (start < grid.scrollTop) {
      grid.scrollTop = start;
    } else if (start + CARD_HEIGHT > grid.scrollTop + grid.clientHeight) {
      grid.scrollTop = start + CARD_HEIGHT - grid.clientHeight;
    }
    draw();
    showDetail();
  }

  function showDetail() {
    const pair = item(selected);
    if (!pair) {
      fill(detail, el('p', {className: 'note'}, t('review.none')));
      return;
    }
    const large = picture(pair);
    large.classList.add('large');
    const act = (name, action, shortcut) => el('button', {type: 'button', className: name, 'data-action': name,
      'aria-keyshortcuts': shortcut, onclick: action}, t('action.' + name), el('kbd', {'aria-hidden': 'true'}, shortcut));
    const area = el('textarea', {rows: 3, maxLength: 10000, id: 'correction', value: pair.corrected ?? pair.better ?? pair.caption,
      onkeydown: event => {
        if (event.key === 'Enter' && !event.shiftKey) {
          event.preventDefault();
          store();
        } else if (event.key === 'Escape') {
          editing = false;
          showDetail();
          grid.focus();
        }
        event.stopPropagation();
      }});
    const store = () => {
      editing = false;
      decide('correct', area.value.trim());
    };
    fill(detail,
      large,
      el('h2', {className: 'filename'}, pair.image),
      el('p', {className: 'caption'}, pair.corrected ?? (pair.caption || t('review.no.caption'))),
      pair.corrected ? el('p', {className: 'original'}, t('review.original'), ' ', pair.caption) : null,
      editing ? el('div', {className: 'edit'}, el('label', {htmlFor: 'correction'}, t('review.new.caption')), area,
        el('button', {type: 'button', className: 'primary', onclick: store}, t('review.store'))) : null,
      pair.better && !editing ? el('p', {className: 'better'}, el('strong', {}, t('review.better')), ' ', pair.better, ' ',
        el('button', {type: 'button', className: 'quiet', onclick: () => decide('correct', pair.better)}, t('review.use'))) : null,
      el('ul', {className: 'findings'}, pair.findings.map(found => el('li', {}, el('strong', {}, t('finding.' + found.kind)),
        found.detail ? ' ' + found.detail : ''))),
      el('dl', {className: 'numbers'},
        fact(t('probability'), pair.probability === null ? '–' : percent(pair.probability, 1)),
        fact(t('cosine'), pair.cosine === null ? '–' : number(pair.cosine, 3)),
        pair.calibrated === null ? null : fact(t('calibrated'), percent(pair.calibrated, 1)),
        fact(t('review.row'), number(pair.row))),
      pair.probability === null ? null : bar(pair.probability),
      el('div', {className: 'actions', role: 'group', 'aria-label': t('review.actions')},
        act('keep', () => decide('keep'), 'K'), act('correct', edit, 'C'), act('drop', () => decide('drop'), 'D'),
        act('undo', undo, 'U')));
    if (editing) {
      area.focus();
      area.select();
    }
  }

  const fact = (name, value) => el('div', {}, el('dt', {}, name), el('dd', {}, value));

  // After the decisions that are being stored, which select the pair that the user means.
  function edit() {
    last = last.then(() => {
      editing = true;
      showDetail();
    });
  }

  function replace(pair) {
    for (const items of pages.values()) {
      const place = items?.findIndex(each => each.row === pair.row) ?? -1;
      if (place >= 0) {
        items[place] = pair;
        return true;
      }
    }
    return false;
  }

  // Decisions are sent one after another, so that keys pressed quickly apply to successive pairs.
  let last = Promise.resolve();
  function decide(action, caption) {
    last = last.then(() => storeDecision(action, caption));
  }

  function undo() {
    last = last.then(undoDecision);
  }

  async function storeDecision(action, caption) {
    const at = selected;
    const pair = item(at);
    if (!pair || action === 'correct' && !caption) {
      return;
    }
    try {
      const changed = await post('/review/decisions', {row: pair.row, version: pair.version, action,
        ...(caption ? {caption} : {})});
      replace(changed);
      decided.push(pair.row);
      say(t('review.stored', {row: number(pair.row), state: t('state.' + action)}));
      if (selected === at) {
        grid.focus();
        select(at + 1);
      } else { // the user has moved on
        draw();
      }
    } catch (error) {
      await refused(error);
    }
  }

  // The last decision made here, or that of the selected pair.
  async function undoDecision() {
    const at = selected;
    const row = item(selected)?.decision ? item(selected).row : decided.at(-1);
    const index = [...pages].flatMap(([page, items]) => (items ?? []).map((pair, at) => [page * PAGE + at, pair]))
      .find(([, pair]) => pair.row === row);
    if (!index || !index[1].decision) {
      say(t('review.nothing.undone'));
      return;
    }
    try {
      replace(await post('/review/decisions', {row, version: index[1].version, action: 'undo'}));
      decided.splice(decided.lastIndexOf(row), 1);
      say(t('review.undone', {row: number(row)}));
      if (selected === at) {
        grid.focus();
        select(index[0]);
      } else {
        draw();
      }
    } catch (error) {
      await refused(error);
    }
  }

  async function refused(error) {
    if (error.code === 'changed_elsewhere') {
      say(t('review.elsewhere'), 'error');
      const page = Math.floor(selected / PAGE);
      pages.delete(page);
      await load(page);
    } else {
      say(error.message, 'error');
    }
  }

  function key(event) {
    const across = columns();
    const moves = {ArrowRight: 1, ArrowLeft: -1, ArrowDown: across, ArrowUp: -across, Home: -total, End: total,
      PageDown: across * Math.max(1, Math.floor(grid.clientHeight / CARD_HEIGHT)),
      PageUp: -across * Math.max(1, Math.floor(grid.clientHeight / CARD_HEIGHT))};
    const actions = {k: () => decide('keep'), d: () => decide('drop'), c: edit, u: undo, Enter: edit};
    if (event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    const action = actions[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (event.key in moves) {
      event.preventDefault();
      select(selected + moves[event.key]);
    } else if (action) {
      event.preventDefault();
      action();
    }
  }

  async function begin() {
    summary = await get('/review');
    fill(filters.finding,
      el('option', {value: 'any'}, t('finding.any') + ' (' + number(summary.with_findings) + ')'),
      summary.findings.map(each => el('option', {value: each.name}, t('finding.' + each.name) + ' (' + number(each.pairs) + ')')),
      el('option', {value: 'all'}, t('finding.all') + ' (' + number(summary.pairs) + ')'));
    const wanted = at.query.get('finding');
    if (wanted && [...filters.finding.options].some(option => option.value === wanted)) {
      filters.finding.value = wanted;
    }
    reset();
    events = new EventSource('/review/events?after=' + summary.sequence);
    events.addEventListener('decision', event => {
      if (replace(JSON.parse(event.data))) {
        draw();
        if (!editing) {
          showDetail();
        }
      }
    });
  }

  let events = null;
  fill(content,
    el('div', {className: 'heading'}, el('h1', {}, t('review.title')),
      el('p', {className: 'downloads'},
        el('a', {href: '/review/clean.csv', download: 'clean.csv'}, t('review.clean')), ' ',
        el('a', {href: '/review/decisions.jsonl', download: 'decisions.jsonl'}, t('review.log')))),
    el('form', {className: 'filters', onsubmit: event => event.preventDefault()},
      el('label', {}, t('review.finding'), filters.finding), el('label', {}, t('review.state'), filters.state),
      el('label', {}, el('span', {}, t('probability'), ' ', highText), filters.high),
      el('label', {className: 'grow'}, t('review.search'), filters.q)),
    counts,
    el('div', {className: 'review-panes'}, grid, detail),
    el('p', {className: 'note keys'}, t('review.keys')));
  const resized = new ResizeObserver(() => draw());
  resized.observe(grid);
  begin().catch(error => say(error.message, 'error'));
  return () => {
    resized.disconnect();
    events?.close();
    document.adoptedStyleSheets = [];
  };
}
