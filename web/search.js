// The search of a published copy of the site (docs/publish.md). It works from a folder too, where a script may be loaded and
// nothing else: the words and titles come in parts (src/serve/publish_parts.c), each a script that calls crosscut.
'use strict';

(() => {
  const folder = new URL('.', document.currentScript.src); // search/
  const KIND = 2 ** 24; // what a record's number is divided by to have its kind
  const TITLES = 128; // in a part
  const ROWS = 20; // shown at once
  const PARTS = 6; // of one word
  const FORMS = 40; // of one word
  const place = document.getElementById('found');
  const words = JSON.parse(document.getElementById('search-words').textContent);
  const parts = new Map(); // what has been loaded, by its address
  let index;

  // ---- loading ----

  let arrived; // what the script being loaded has said
  let last = Promise.resolve();
  const say = (...values) => { arrived = values; };
  window.crosscut = { index: say, words: say, titles: say };

  // One after another, so that it is known whose words these are.
  function load(name) {
    if (!parts.has(name)) {
      last = last.then(() => new Promise((resolve, reject) => {
        const script = document.createElement('script');
        script.src = new URL(name, folder).href;
        script.onload = () => { script.remove(); resolve(arrived); };
        script.onerror = () => reject(new Error(name));
        document.head.append(script);
      }));
      parts.set(name, last);
    }
    return parts.get(name);
  }

  // The name of a part: as src/serve/files.c makes it.
  const encoder = new TextEncoder();
  const safe = (text) => [...encoder.encode(text)].map((byte) => {
    const char = String.fromCharCode(byte);
    return /[A-Za-z0-9._-]/.test(char) ? char : `~${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }).join('');
  const nameOf = (start) => `w/-${/^(con|prn|aux|nul|index|com\d|lpt\d)$/.test(start) ? `~${start.charCodeAt(0).toString(16).toUpperCase()}${start.slice(1)}` : safe(start)}.js`;

  // ---- words ----

  const others = { ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', đ: 'd', ħ: 'h', ı: 'i', ł: 'l', ŧ: 't', ŋ: 'n', ð: 'd', þ: 'th', ς: 'σ' };
  const fold = (text) => text.normalize('NFKD').toLowerCase().normalize('NFKD').replace(/\p{M}/gu, '').replace(/[^\0-\x7F]/g, (char) => others[char] ?? char);
  // Scripts without spaces between words are searched character by character.
  const unspaced = /([\u0E00-\u0EFF\u1000-\u109F\u1780-\u17FF\u2E80-\u2FDF\u3005-\u3007\u3021-\u3029\u3040-\u30FF\u31F0-\u31FF\u3400-\u4DBF\u4E00-\u9FFF\uF900-\uFAFF]|[\u{20000}-\u{2FFFF}])/gu;
  const wordsOf = (text) => [...new Set(fold(text).replace(unspaced, ' $1 ').match(/[\p{L}\p{N}]+/gu) ?? [])].slice(0, 12);
  // "workers" also finds "worker", and "migracion" finds "migraciones".
  const stemOf = (word) => (word.length > 4 ? word.replace(/(?<=...)(es|s)$/, '') : word);

  async function linesOf(word) {
    const stem = stemOf(word);
    const own = index.starts.filter((start) => stem.startsWith(start)).sort((a, b) => b.length - a.length)[0];
    const longer = index.starts.filter((start) => start !== own && start.startsWith(stem)).slice(0, PARTS - 1);
    const found = [];
    for (const start of [own, ...longer]) {
      const [, text] = await load(nameOf(start));
      for (const line of text.split('\n')) {
        if (line.startsWith(stem)) found.push(line);
      }
    }
    return found;
  }

  // What the pack says means the same, in any language, where a set has the word, or else a form of it.
  function othersOf(word) {
    const stem = stemOf(word);
    const exact = index.alike.filter((set) => set.some((text) => fold(text) === word));
    const sets = exact.length > 0 ? exact : index.alike.filter((set) => set.some((text) => stemOf(fold(text)) === stem));
    return [...new Set(sets.flat())].filter((text) => stemOf(fold(text)) !== stem);
  }

  // The records of a word, and of the others: those of a phrase have all of its words.
  async function recordsOf(word) {
    const found = await ownRecordsOf(word);
    found.others = othersOf(word);
    for (const text of found.others) {
      const phrase = [];
      for (const one of wordsOf(text)) phrase.push(await ownRecordsOf(one));
      for (const [number, worth] of phrase[0]?.records ?? []) {
        const score = worth * 0.9;
        if (phrase.every((one) => one.records.has(number)) && !(found.records.get(number) >= score)) found.records.set(number, score);
      }
      found.all &&= phrase.every((one) => one.all);
    }
    return found;
  }

  // The records of a word and its forms: what each is worth, and whether these are all.
  async function ownRecordsOf(word) {
    const stem = stemOf(word);
    const records = new Map();
    let all = true;
    const lines = (await linesOf(word)).map((line) => line.split(' '));
    const rank = (form) => (form === word ? 0 : form === stem || form === `${stem}s` || form === `${stem}es` ? 1 : 2);
    lines.sort((a, b) => rank(a[0]) - rank(b[0]) || a[0].length - b[0].length);
    for (const [form, count, list] of lines.slice(0, FORMS)) {
      const worth = Math.log(1 + index.records / Number(count)) * [1, 0.9, 0.4][rank(form)];
      let number = 0;
      if (Number(count) > index.most) all = false;
      for (const [, step, weight] of list.matchAll(/([0-9a-z]+)([A-Z])/g)) {
        number += parseInt(step, 36);
        const score = worth * (weight.charCodeAt(0) - 64);
        if (!(records.get(number) >= score)) records.set(number, score);
      }
    }
    return { word, records, all };
  }

  // The records that have every word, best first. A word of very many records only says which are better, unless there is no other.
  async function search(text) {
    const asked = [];
    for (const word of wordsOf(text)) asked.push(await recordsOf(word));
    const unknown = asked.filter((one) => one.records.size === 0).map((one) => one.word);
    const whole = asked.filter((one) => one.all);
    const needed = whole.length > 0 ? whole : asked;
    const scores = [];
    needed.sort((a, b) => a.records.size - b.records.size);
    for (const [number] of needed[0]?.records ?? []) {
      if (!needed.every((one) => one.records.has(number))) continue;
      scores.push([number, asked.reduce((sum, one) => sum + (one.records.get(number) ?? 0), 0)]);
    }
    scores.sort((a, b) => b[1] - a[1] || a[0] - b[0]);
    const alone = scores.length === 0 && asked.length > 1 ? asked.filter((one) => one.records.size > 0) : [];
    const others = asked.filter((one) => one.others.length > 0 && one.records.size > 0);
    return { scores, unknown, alone, others, cut: asked.some((one) => !one.all) };
  }

  // ---- showing ----

  function add(parent, name, text, attributes = {}) {
    const element = document.createElement(name);
    if (text !== undefined) element.textContent = text;
    Object.entries(attributes).forEach(([key, value]) => element.setAttribute(key, value));
    parent.append(element);
    return element;
  }

  async function showRow(list, number) {
    const kind = words.kinds[Math.floor(number / KIND)];
    const place = number % KIND;
    const part = Math.floor(place / TITLES);
    const [, , text] = await load(`t/-${kind.name}-${part}.js`);
    const [first, file, its, ...others] = text.split('\n')[place % TITLES].split('\t');
    const own = others.findIndex((other, i) => i % 2 === 1 && other.split('-')[0] === document.documentElement.lang);
    const [title, language] = own < 0 ? [first, its] : [others[own - 1], others[own]];
    const item = add(list, 'li');
    add(item, 'p', kind.label, { class: 'kind' });
    const link = add(add(item, 'h2'), 'a', title, { href: `${file}.html`, dir: 'auto' });
    if (language) link.lang = language;
  }

  const sentence = (text, value) => text.replace('{0}', value);
  // As src/write/words.c parts a number.
  const grouped = (number) => String(number).replace(/\B(?=(\d{3})+$)/g, document.documentElement.lang === 'en' ? ',' : '\u00A0');

  // French takes the singular for 0 too.
  const counted = (count) => sentence(new Intl.PluralRules(document.documentElement.lang).select(count) === 'one' ? words.one : words.many, grouped(count));

  async function showRows(list, scores, from) {
    for (const [number] of scores.slice(from, from + ROWS)) await showRow(list, number);
    if (scores.length <= from + ROWS) return;
    const more = add(list.parentNode, 'button', words.more, { type: 'button' });
    more.addEventListener('click', async () => {
      more.remove();
      await showRows(list, scores, from + ROWS);
      list.children[from + ROWS]?.querySelector('a').focus();
    });
  }

  // Nothing has all of the words: what has one of them.
  function showOthers(alone) {
    add(place, 'p', words.others);
    const list = add(place, 'ul', undefined, { class: 'others' });
    alone.forEach(({ word, records }) => {
      const item = add(list, 'li');
      add(item, 'a', sentence(words.alone, word), { href: `search.html?q=${encodeURIComponent(word)}` });
      add(item, 'small', ` ${counted(records.size)}`);
    });
  }

  async function showFound(text) {
    const { scores, unknown, alone, others, cut } = await search(text);
    place.replaceChildren();
    const heading = document.querySelector('h1');
    heading.textContent = text;
    heading.dir = 'auto';
    document.title = `${text} · ${document.title}`;
    add(place, 'p', counted(scores.length), { class: 'lead' });
    unknown.forEach((word) => add(place, 'p', sentence(words.unknown, word)));
    others.forEach((one) => add(place, 'p', sentence(words.also, one.word).replace('{1}', one.others.join(', ')), { class: 'source' }));
    if (alone.length > 0) showOthers(alone);
    if (cut) add(place, 'p', sentence(words.cut, grouped(index.most)), { class: 'source' });
    if (scores.length > 0) await showRows(add(place, 'ol', undefined, { class: 'found' }), scores, 0);
  }

  async function begin() {
    const text = (new URLSearchParams(location.search).get('q') ?? '').trim().slice(0, 512);
    document.getElementById('q').value = text;
    if (text === '') return;
    document.querySelectorAll('.languages a').forEach((link) => { link.search = location.search; });
    place.setAttribute('aria-busy', 'true');
    try {
      const [records, most, starts, alike] = await load('index.js');
      index = { records, most, starts, alike };
      await showFound(text);
    } catch {
      place.replaceChildren();
      add(place, 'p', words.failed);
    }
    place.removeAttribute('aria-busy');
  }

  begin();
})();
