// Search by words, pictures and examples; the address holds the query, so that it can be shared.

import {post} from './api.js';
import {bar, el, fill} from './dom.js';
import {number, percent, t} from './language.js';
import {pictureInput} from './picture.js';

const LIMITS = [12, 24, 48, 96];

export function showSearch(content, {session, at}) {
  let pictures = [];
  let more = at.query.getAll('more');
  let less = at.query.getAll('less');
  let running = null;

  const q = el('input', {id: 'q', type: 'search', value: at.query.get('q') ?? '', placeholder: t('search.placeholder'),
    'aria-label': t('search.words'), maxLength: 2000});
  const not = el('input', {id: 'not', type: 'text', value: at.query.get('not') ?? '', placeholder: t('search.not.placeholder'), maxLength: 2000});
  const filter = el('input', {id: 'filter', type: 'text', value: at.query.getAll('filter').join(', '), placeholder: t('search.filter.placeholder')});
  const limit = el('select', {id: 'limit'}, LIMITS.map(each => el('option', {value: String(each)}, number(each))));
  limit.value = LIMITS.map(String).includes(at.query.get('limit')) ? at.query.get('limit') : '24';
  const rerank = el('input', {id: 'rerank', type: 'checkbox', checked: at.query.get('rerank') === '1'});
  const chips = el('ul', {className: 'parts', 'aria-label': t('search.parts')});
  const verdict = el('div', {className: 'verdict', role: 'status'});
  const hits = el('ul', {className: 'hits', 'aria-label': t('search.results')});
  const input = pictureInput({label: t('search.drop'), mostBytes: session.image_bytes, changed: picture => {
    pictures.push(picture);
    search();
  }});

  function showChips() {
    const chip = (text, remove, minus, image) => el('li', {className: minus ? 'minus' : ''}, image, el('span', {title: text}, text),
      el('button', {type: 'button', className: 'quiet icon', 'aria-label': t('search.remove', {name: text}), onclick: () => {
        remove();
        search();
        q.focus();
      }}, '×'));
    fill(chips,
      pictures.map(picture => chip(t('search.picture', {name: picture.name}),
        () => { pictures = pictures.filter(each => each !== picture); }, false, el('img', {src: picture.uri, alt: ''}))),
      more.map(id => chip(t('search.like', {id}), () => { more = more.filter(each => each !== id); }, false, thumbnail(id))),
      less.map(id => chip(t('search.unlike', {id}), () => { less = less.filter(each => each !== id); }, true, thumbnail(id))));
    chips.hidden = chips.children.length === 0;
  }

  const thumbnail = id => el('img', {src: '/search/images/' + encodeURIComponent(id), alt: ''});
  const filters = () => filter.value.split(',').map(each => each.trim()).filter(each => each !== '');

  // Pictures of the user stay out of the address.
  function remember() {
    const parameters = new URLSearchParams();
    const put = (name, value) => value && parameters.append(name, value);
    put('q', q.value.trim());
    put('not', not.value.trim());
    more.forEach(id => put('more', id));
    less.forEach(id => put('less', id));
    filters().forEach(each => put('filter', each));
    put('limit', limit.value === '24' ? '' : limit.value);
    put('rerank', rerank.checked ? '1' : '');
    const address = '#/search' + (parameters.size > 0 ? '?' + parameters : '');
    if (location.hash !== address) {
      history.pushState(null, '', address);
    }
  }

  async function search() {
    showChips();
    const query = {limit: Number(limit.value)};
    const put = (name, value, given) => {
      if (given) {
        query[name] = value;
      }
    };
    put('text', q.value.trim(), q.value.trim() !== '');
    put('not', [not.value.trim()], not.value.trim() !== '');
    put('images', pictures.map(picture => picture.uri), pictures.length > 0);
    put('more_like', more, more.length > 0);
    put('less_like', less, less.length > 0);
    put('filters', filters(), filters().length > 0);
    put('rerank', Math.max(100, query.limit), rerank.checked && query.text !== undefined);
    if (query.text === undefined && query.images === undefined && query.more_like === undefined) {
      fill(hits);
      verdict.className = 'verdict';
      fill(verdict, el('p', {className: 'note'}, t('search.empty')));
      return;
    }
    remember();
    running?.abort();
    running = new AbortController();
    const start = performance.now();
    try {
      const result = await post('/search', query, running.signal);
      show(result, performance.now() - start);
    } catch (error) {
      if (error.name !== 'AbortError') {
        fill(hits);
        verdict.className = 'verdict';
        fill(verdict, el('p', {className: 'note'}, error.message));
      }
    }
  }

  function show(result, milliseconds) {
    const nothing = result.nothing_fits;
    verdict.className = 'verdict' + (nothing ? ' nothing' : '');
    const chance = result.answerable === null ? '' : percent(result.answerable);
    fill(verdict,
      nothing ? [el('h2', {}, t('search.nothing')), el('p', {}, t('search.nothing.text',
        {probability: chance, threshold: percent(result.threshold)}))]
        : el('p', {className: 'note'}, t('search.count', {count: number(result.hits.length), ms: number(milliseconds),
          size: number(result.items)}), ' ', result.answerable === null ? '' : t('search.answerable', {probability: chance})));
    hits.classList.toggle('unsure', nothing);
    fill(hits, result.hits.map(hit));
  }

  function hit(each) {
    const image = el('img', {src: '/search/images/' + encodeURIComponent(each.id), alt: each.captions[0] ?? each.id, loading: 'lazy',
      onerror: () => image.replaceWith(el('span', {className: 'no-picture'}, t('picture.unreadable')))});
    const add = list => () => {
      if (!list.includes(each.id)) {
        list.push(each.id);
      }
      search();
    };
    return el('li', {className: 'hit card'},
      el('div', {className: 'frame'}, image),
      each.captions.length > 0 ? el('p', {className: 'caption'}, each.captions[0]) : null,
      el('p', {className: 'filename'}, each.id),
      each.metadata && Object.keys(each.metadata).length > 0
        ? el('p', {className: 'note'}, Object.entries(each.metadata).map(([name, value]) => name + ' ' + value).join(' · ')) : null,
      each.probability === null ? null : bar(each.probability),
      el('p', {className: 'facts'},
        el('span', {}, t('cosine') + ' ' + number(each.cosine, 3), each.matching === null ? '' : ' · ' + t('matching') + ' ' + number(each.matching, 1)),
        each.probability === null ? null : el('strong', {}, percent(each.probability))),
      el('div', {className: 'hit-tools'},
        el('button', {type: 'button', className: 'quiet', onclick: add(more)}, t('search.more')),
        el('button', {type: 'button', className: 'quiet', onclick: add(less)}, t('search.less'))));
  }

  fill(content, el('h1', {}, t('search.title')), el('p', {className: 'lead'}, t('search.lead')),
    el('form', {className: 'query card', role: 'search', onsubmit: event => {
      event.preventDefault();
      search();
    }},
    el('div', {className: 'query-line'}, q, el('button', {className: 'primary'}, t('search.button'))),
    el('div', {className: 'query-more'}, el('label', {}, t('search.not'), not), el('label', {}, t('search.filter'), filter),
      el('label', {}, t('search.limit'), limit), input.element,
      session.matching ? el('label', {className: 'check'}, rerank, t('search.rerank')) : null),
    chips),
    verdict, hits);
  limit.addEventListener('change', search);
  rerank.addEventListener('change', search);
  search();
  q.focus();
  return () => {
    running?.abort();
    input.stop();
  };
}
