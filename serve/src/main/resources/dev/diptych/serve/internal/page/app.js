import {get, post, remove, whenUnauthorized} from './api.js';
import {el, fill, say} from './dom.js';
import {currentLanguage, t, useLanguage} from './language.js';
import {showPair} from './pair.js';
import {showReview} from './review.js';
import {showRuns} from './runs.js';
import {showSearch} from './search.js';

const PARTS = {search: showSearch, pair: showPair, review: showReview, runs: showRuns};
const THEME = 'diptych-theme';

const content = document.getElementById('content');
let session = null;
let leave = () => {};

/** The part and the parameters that the address names, such as #/search?q=dog. */
function place() {
  const [path, query = ''] = location.hash.replace(/^#\/?/, '').split('?');
  const [part, ...rest] = path.split('/').map(decodeURIComponent);
  return {part, rest, query: new URLSearchParams(query)};
}

function available() {
  return Object.keys(PARTS).filter(part => session.parts.includes(part));
}

function render() {
  leave();
  leave = () => {};
  document.documentElement.lang = currentLanguage() === 'zh' ? 'zh-CN' : 'en';
  document.getElementById('skip').textContent = t('skip');
  showTools();
  if (!session.authorized) {
    fill(document.getElementById('tabs'));
    showLogin();
    return;
  }
  const at = place();
  const parts = available();
  const part = parts.includes(at.part) ? at.part : parts[0];
  fill(document.getElementById('tabs'), parts.map(each => el('a', {
    href: '#/' + each, 'aria-current': each === part ? 'page' : null,
  }, t('tab.' + each))));
  document.title = (part ? t('tab.' + part) + ' – ' : '') + 'Diptych';
  fill(content);
  content.className = part ?? '';
  if (part) {
    leave = PARTS[part](content, {session, at}) ?? (() => {});
  } else {
    fill(content, el('section', {className: 'empty'}, el('h1', {}, t('nothing.title')), el('p', {}, t('nothing.text'))));
  }
}

function showTools() {
  const theme = localStorage.getItem(THEME) ?? 'auto';
  document.documentElement.dataset.theme = theme;
  const themes = ['auto', 'light', 'dark'];
  fill(document.getElementById('tools'),
    el('label', {className: 'tool'}, el('span', {className: 'hidden'}, t('theme')),
      el('select', {id: 'theme', onchange: event => {
        localStorage.setItem(THEME, event.target.value);
        document.documentElement.dataset.theme = event.target.value;
      }}, themes.map(each => el('option', {value: each, selected: each === theme}, t('theme.' + each))))),
    el('button', {type: 'button', id: 'language', className: 'quiet', lang: currentLanguage() === 'zh' ? 'en' : 'zh-CN',
      onclick: () => {
        useLanguage(currentLanguage() === 'zh' ? 'en' : 'zh');
        render();
        document.getElementById('language').focus();
      }}, currentLanguage() === 'zh' ? 'English' : '中文'),
    session.token_required && session.authorized
      ? el('button', {type: 'button', className: 'quiet', onclick: signOut}, t('sign.out')) : null);
}

function showLogin() {
  document.title = 'Diptych';
  content.className = 'login';
  const input = el('input', {id: 'token', type: 'password', autocomplete: 'current-password', required: true});
  fill(content, el('form', {className: 'card', onsubmit: async event => {
    event.preventDefault();
    try {
      session = await post('/session', {token: input.value});
      render();
    } catch (error) {
      say(error.status === 401 ? t('login.wrong') : error.message, 'error');
      input.select();
    }
  }}, el('h1', {}, t('login.title')), el('p', {}, t('login.text')),
  el('label', {htmlFor: 'token'}, t('login.token')), input, el('button', {className: 'primary'}, t('login.button'))));
  input.focus();
}

async function signOut() {
  session = await remove('/session');
  render();
}

whenUnauthorized(() => {
  session = {...session, authorized: false};
  render();
});
document.getElementById('skip').addEventListener('click', event => {
  event.preventDefault();
  content.focus();
});
addEventListener('hashchange', () => {
  if (!history.state?.silent) {
    render();
  }
});
try {
  session = await get('/session');
  render();
} catch (error) {
  say(error.message, 'error');
}
