import {messages} from './messages.js';

const KEY = 'diptych-language';
let language = stored() ?? (navigator.languages.some((each, at) => at === 0 && each.startsWith('zh')) ? 'zh' : 'en');

function stored() {
  const value = localStorage.getItem(KEY);
  return value === 'en' || value === 'zh' ? value : null;
}

export function currentLanguage() {
  return language;
}

export function useLanguage(next) {
  language = next;
  localStorage.setItem(KEY, next);
}

/** The text of a key in the language of the page, with values in place of {name}. */
export function t(key, values = {}) {
  const text = messages[language][key];
  if (text === undefined) {
    throw new Error('no text for ' + key);
  }
  return text.replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
}

export function number(value, digits = 0) {
  return new Intl.NumberFormat(language === 'zh' ? 'zh-CN' : 'en', {
    minimumFractionDigits: digits, maximumFractionDigits: digits,
  }).format(value);
}

export function percent(share, digits = 0) {
  return number(100 * share, digits) + ' %';
}

export function time(milliseconds) {
  return new Intl.DateTimeFormat(language === 'zh' ? 'zh-CN' : 'en', {dateStyle: 'medium', timeStyle: 'short'})
    .format(new Date(milliseconds));
}
