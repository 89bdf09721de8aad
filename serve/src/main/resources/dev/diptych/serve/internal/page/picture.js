// A place for one picture: choose, drop or paste.

import {el, say} from './dom.js';
import {number, t} from './language.js';

/** Reads a file as a data URI. */
function dataUri(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result);
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}

/** The image among the files of a drop or a paste. */
function imageOf(transfer) {
  return [...transfer?.files ?? []].find(file => file.type.startsWith('image/') || /\.(jpe?g|png|webp|gif|bmp|tiff?)$/i.test(file.name));
}

/**
 * A drop zone. Calls `changed` with {name, uri}, where uri is a data URI of the whole file.
 * Returns the element and a function that stops listening to pastes.
 */
export function pictureInput({label, mostBytes, changed}) {
  async function take(file) {
    if (!file) {
      say(t('picture.none'), 'error');
      return;
    }
    if (file.size > mostBytes) {
      say(t('picture.large', {most: number(mostBytes / 1048576)}), 'error');
      return;
    }
    changed({name: file.name || t('picture.pasted'), uri: await dataUri(file)});
  }
  const input = el('input', {type: 'file', accept: 'image/*', className: 'hidden', tabIndex: -1, 'aria-hidden': 'true',
    onchange: () => {
      if (input.files.length > 0) {
        take(input.files[0]);
        input.value = '';
      }
    }});
  const button = el('button', {type: 'button', className: 'drop', onclick: () => input.click()},
    el('span', {className: 'drop-title'}, label), el('span', {className: 'drop-hint'}, t('picture.hint')));
  const zone = el('div', {className: 'dropzone',
    ondragover: event => {
      event.preventDefault();
      zone.classList.add('over');
    },
    ondragleave: () => zone.classList.remove('over'),
    ondrop: event => {
      event.preventDefault();
      zone.classList.remove('over');
      take(imageOf(event.dataTransfer));
    }}, button, input);
  const paste = event => {
    const file = imageOf(event.clipboardData);
    if (file) {
      event.preventDefault();
      take(file);
    }
  };
  addEventListener('paste', paste);
  return {element: zone, button, stop: () => removeEventListener('paste', paste)};
}
