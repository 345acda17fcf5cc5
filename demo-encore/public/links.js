// Makes the web addresses in a text clickable. Each link is built as an element, so no text can become HTML.
import { create } from './dom.js';

const ADDRESS = /https?:\/\/[^\s<>"\p{C}]+/giu; // and nothing else: a link to javascript:… would run it
// What ends the sentence, and not the address. A closing bracket belongs to the address if that has an opening one.
const END_OF_SENTENCE = /([.,:;!?'\]}]|(?<!\(.*)\))+$/;

/** @param {string} text */
export function withLinks(text) {
  const element = create('span', '');
  element.className = 'text';
  let end = 0;
  for (const { 0: found, index } of text.matchAll(ADDRESS)) {
    const address = found.replace(END_OF_SENTENCE, '');
    if (!URL.canParse(address)) continue;
    element.append(text.slice(end, index), linkTo(address));
    end = index + address.length;
  }
  element.append(text.slice(end));
  return element;
}

/** @param {string} address */
function linkTo(address) {
  const link = create('a', address);
  link.href = address;
  link.target = '_blank'; // the chat stays open in this tab
  link.rel = 'noopener noreferrer'; // the other page can't reach this one, and doesn't learn its address
  return link;
}
