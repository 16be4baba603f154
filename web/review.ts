/*
 * The keys of review, and answers that are not lost. The pages work without this script: it presses
 * their buttons by keys, shows the next tag before the site has answered, and keeps each answer in
 * the browser until the site has said that it is saved.
 *
 * An answer is one entry of localStorage, "crosscut-review/PERSON/TIME-KEY", so that two tabs never
 * write the same entry; it is sent again and again with the same request key, which the site counts
 * once. Entries are sent in the order in which they were made.
 *
 * Built by `make script` (esbuild) to review.js, which is part of the program.
 */

interface Answer { path: string; body: string; show: string }
interface Saved { saved: boolean; next: string[]; left: number; done_today: number }
interface Keys { on: boolean; keys: Record<string, string> }

const initialKeys: Record<string, string> = {
  accept: 'a', reject: 'x', skip: ' ', undo: 'Backspace', flag: 'f', note: 'n', help: 'h', next: 'j', previous: 'k', search: '/',
};
const prefetched = 3;
const find = <T extends HTMLElement = HTMLElement>(selector: string, within: ParentNode = document) => within.querySelector<T>(selector);
const words = find('#words')!.dataset as Record<string, string>;
const person = words.person;
const prefix = `crosscut-review/${person}/`;

// ---- what waits to be saved ----

const unkept = new Map<string, string>(); // where the browser keeps nothing: as long as the page lives
let refused: string[] = [];
let trouble: '' | 'offline' | 'signin' = '';
let sending: Promise<void> | null = null;
let wait = 1000; // milliseconds until the next attempt
let attempt = 0; // its timer
let counter = 0;

function keep(answer: Answer): void {
  const name = `${prefix}${String(Date.now()).padStart(15, '0')}-${String(counter++).padStart(6, '0')}-${random()}`;
  try {
    localStorage.setItem(name, JSON.stringify(answer));
  } catch {
    unkept.set(name, JSON.stringify(answer));
  }
}

function waiting(): string[] {
  const names = [...unkept.keys()];
  try {
    for (let i = 0; i < localStorage.length; i++) {
      const name = localStorage.key(i)!;
      if (name.startsWith(prefix)) names.push(name);
    }
  } catch { /* no storage: what is unkept is all there is */ }
  return names.sort();
}

function read(name: string): Answer | null {
  try {
    return JSON.parse(unkept.get(name) ?? localStorage.getItem(name) ?? 'null');
  } catch {
    return null;
  }
}

function forget(name: string): void {
  if (!unkept.delete(name)) localStorage.removeItem(name);
}

// Gives a request up after so many milliseconds.
function within(time: number): AbortSignal {
  const controller = new AbortController();
  setTimeout(() => controller.abort(), time);
  return controller.signal;
}

function random(): string {
  return [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

// Sends one answer; true when it need not be sent again.
async function send(name: string): Promise<boolean> {
  const answer = read(name);
  if (!answer) return true;
  const response = await fetch(answer.path, {
    method: 'POST',
    body: answer.body,
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    keepalive: answer.body.length < 60000, // it goes on when the tab is closed
    signal: within(20000),
  });
  if (response.status === 401) {
    trouble = 'signin';
    return false;
  }
  if (response.status >= 500 || response.status === 429 || response.status === 408) {
    trouble = 'offline';
    return false;
  }
  const said = await response.json();
  trouble = '';
  if (!response.ok) {
    refused.push(`${answer.show} ${said.error}`);
  } else {
    learn(said);
  }
  return true;
}

async function sendAll(): Promise<void> {
  for (let names = waiting(); names.length > 0; names = waiting()) {
    try {
      if (!await send(names[0])) break;
    } catch {
      trouble = 'offline';
      break;
    }
    forget(names[0]);
    wait = 1000;
    showUnsaved();
  }
}

// Sends all that waits; when that fails, again after a while.
function flush(): Promise<void> {
  clearTimeout(attempt);
  sending ??= sendAll().finally(() => {
    sending = null;
    showUnsaved();
    if (waiting().length > 0) {
      attempt = setTimeout(flush, trouble ? wait : 0);
      wait = Math.min(wait * 2, 15000);
    } else {
      look();
    }
  });
  return sending;
}

function showUnsaved(): void {
  const at = find('#unsaved');
  const count = waiting().length;
  if (!at) return;
  const lines = count > 0 ? [words[trouble || 'unsaved'].replace('{0}', String(count))] : [];
  if (hungry) lines.push(words.waiting);
  if (refused.length > 0) lines.push(words.refused.replace('{0}', String(refused.length)), ...refused);
  at.hidden = lines.length === 0;
  const text = lines.join(' ');
  if (at.textContent !== text) at.textContent = text;
}

// ---- which tags come next ----

const pages = new Map<string, Promise<HTMLElement | null>>(); // by path: <main> of the page
const answered = new Set<string>();
let upcoming: string[] = [];
let answers: { path: string; name: string }[] = []; // answers of this tab, the last at the end
let hungry = false; // the next tag is wanted, and is not here
let going = false; // it is being fetched
let again = 0; // the timer of the next attempt

// A tag by what the address says of it.
function nameOf(path: string): string {
  const asked = new URL(path, location.href).searchParams;
  return `${asked.get('item')} ${asked.get('theme')}`;
}

function formName(form: HTMLFormElement): string {
  const field = (name: string) => find<HTMLInputElement>(`[name=${name}]`, form)!.value;
  return `${field('item')} ${field('theme')}`;
}

function takeUpcoming(main: ParentNode): void {
  for (const link of main.querySelectorAll<HTMLAnchorElement>('#next a')) upcoming.push(link.getAttribute('href')!);
  look();
}

async function load(path: string): Promise<HTMLElement | null> {
  try {
    const response = await fetch(path, { signal: within(20000) });
    if (response.redirected) trouble = 'signin';
    if (!response.ok || response.redirected) return null;
    return new DOMParser().parseFromString(await response.text(), 'text/html').querySelector('main');
  } catch {
    return null;
  }
}

function fetchPage(path: string): Promise<HTMLElement | null> {
  let page = pages.get(path);
  if (!page) {
    page = load(path);
    pages.set(path, page);
    void page.then((main) => { if (!main) pages.delete(path); });
    if (pages.size > 60) pages.delete(pages.keys().next().value!);
  }
  return page;
}

// Drops what has been answered, and fetches the next few.
function look(): void {
  const seen = new Set<string>([shown()]);
  upcoming = upcoming.filter((path) => {
    const name = nameOf(path);
    const fresh = !answered.has(name) && !seen.has(name);
    seen.add(name);
    return fresh;
  });
  for (const path of upcoming.slice(0, prefetched)) void fetchPage(path);
  if (hungry && upcoming.length > 0) void goOn();
}

function learn(said: Saved): void {
  const language = new URL(location.href).searchParams.get('lang');
  upcoming = said.next.map((path) => language ? `${path}${path.includes('?') ? '&' : '?'}lang=${language}` : path);
  if (waiting().length <= 1) showCounts(said.left, said.done_today);
  look();
}

// ---- the page at hand ----

let left = 0;
let done = 0;

function shown(): string {
  const form = find<HTMLFormElement>('#judge');
  return form ? formName(form) : '';
}

function numberText(number: number): string {
  const between = document.documentElement.lang === 'en' ? ',' : '\u00a0'; // as src/write/words.c
  return String(number).replace(/\B(?=(\d{3})+$)/g, between);
}

function showCounts(newLeft: number, newDone: number): void {
  left = Math.max(newLeft, 0);
  done = Math.max(newDone, 0);
  const at = find('#left');
  if (at) at.textContent = numberText(left);
  if (at) find('#done')!.textContent = numberText(done);
}

// Puts the page in place of the one that is shown; the last answers are those known here.
function show(main: HTMLElement, path: string): void {
  const last = find('#last ol');
  const page = document.importNode(main, true);
  const list = find('#last', page);
  if (last && list) {
    find('ol', list)?.remove();
    list.append(last);
  }
  find('main')!.replaceWith(page);
  history.pushState(null, '', path);
  showCounts(left, done);
  prepare();
  const heading = find('h1')!;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
  scrollTo(0, 0);
  toMark(0, true);
}

// The queue that the address at hand belongs to, without naming a tag.
function queuePath(): string {
  const queue = new URL(location.href);
  queue.searchParams.delete('item');
  queue.searchParams.delete('theme');
  return queue.pathname + queue.search;
}

// Shows the next tag that is known; when none is and all is saved, what the site says comes next.
async function showNext(): Promise<boolean> {
  const path = upcoming[0];
  if (!path && waiting().length > 0) return false;
  const main = path ? await fetchPage(path) : await load(queuePath());
  if (!main || (path && upcoming[0] !== path)) return false;
  upcoming.shift();
  show(main, path ?? queuePath());
  if (!path) takeUpcoming(document);
  return true;
}

async function goOn(): Promise<void> {
  if (going) return;
  going = true;
  clearTimeout(again);
  hungry = !await showNext();
  going = false;
  if (!hungry) {
    look();
    return;
  }
  if (trouble === 'signin' && upcoming.length > 0) { // what is unsaved stays here
    location.assign(`/sign-in?ended=1&waits=${waiting().length}&to=${encodeURIComponent(upcoming[0])}`);
  }
  find('#judge')?.classList.add('waits');
  again = setTimeout(goOn, 1000);
  showUnsaved();
  if (waiting().length > 0) void flush();
}

// ---- answers ----

function bodyOf(form: HTMLFormElement, name: string, value: string): string {
  const body = new URLSearchParams();
  for (const [key, text] of new FormData(form)) body.set(key, String(text));
  body.set('request', random());
  body.set(name, value);
  return body.toString();
}

// The same address as data.
function dataPath(form: HTMLFormElement): string {
  const address = new URL(form.action);
  return `${address.pathname}.json${address.search}`;
}

function remember(form: HTMLFormElement, label: string, path: string): void {
  const section = find('#last')!;
  const list = find('ol', section) ?? section.appendChild(document.createElement('ol'));
  find(':scope > p', section)?.remove();
  const link = document.createElement('a');
  const strong = document.createElement('b');
  const title = document.createElement('span');
  link.href = path;
  strong.textContent = label;
  title.dir = 'auto';
  title.textContent = form.dataset.title!;
  link.append(strong, ` ${form.dataset.tag}: `, title);
  const item = document.createElement('li');
  item.append(link);
  for (const other of [...list.children]) {
    if (nameOf(find<HTMLAnchorElement>('a', other)!.href) === formName(form)) other.remove();
  }
  list.prepend(item);
  while (list.children.length > 10) list.lastElementChild!.remove();
}

function here(form: HTMLFormElement): string {
  const [item, theme] = ['item', 'theme'].map((name) => find<HTMLInputElement>(`[name=${name}]`, form)!.value);
  const path = new URL(form.action);
  const only = find<HTMLInputElement>('[name=only]', form)?.value;
  if (only) path.searchParams.set('only', only);
  path.searchParams.set('item', item);
  path.searchParams.set('theme', theme);
  return path.pathname + path.search;
}

function answer(form: HTMLFormElement, button: HTMLButtonElement): void {
  const verdict = button.value;
  const path = here(form);
  const known = answered.has(formName(form)) || form.dataset.said === 'yes';
  const label = words[verdict === 'flagged' ? 'flagged' : button.dataset.act!];
  keep({ path: dataPath(form), body: bodyOf(form, 'verdict', verdict), show: `${form.dataset.tag}: ${form.dataset.title}` });
  answered.add(formName(form));
  if (verdict !== 'skipped') {
    answers.push({ path, name: formName(form) });
    remember(form, label, path);
    if (!known) showCounts(left - 1, done + 1);
    const undoForm = find('#undo');
    if (undoForm) undoForm.hidden = false;
  }
  showUnsaved();
  void flush();
  void goOn();
}

function also(form: HTMLFormElement, button: HTMLButtonElement): void {
  const pressed = button.getAttribute('aria-pressed') === 'true';
  keep({ path: dataPath(form), body: bodyOf(form, pressed ? 'none' : 'also', button.value), show: button.textContent! });
  button.setAttribute('aria-pressed', String(!pressed));
  button.name = pressed ? 'also' : 'none';
  const name = `${find<HTMLInputElement>('[name=item]', form)!.value} ${button.value}`;
  if (pressed) answered.delete(name); else answered.add(name);
  showUnsaved();
  void flush();
}

// Takes the last answer back and shows its tag again.
async function undo(): Promise<void> {
  const own = answers.pop();
  let form = find<HTMLFormElement>('#undo');
  if (!own) {
    await flush(); // then the site knows what the last answer is
    const fresh = await load(location.href);
    form = fresh && find<HTMLFormElement>('#undo', fresh);
  }
  if (!form && !own) return;
  const action = form ?? find<HTMLFormElement>('#judge')!;
  const path = own?.path ?? here(action);
  const name = own?.name ?? formName(action);
  const body = new URLSearchParams(bodyOf(action, 'verdict', 'withdrawn'));
  const asked = new URL(path, location.href).searchParams;
  body.set('item', asked.get('item')!);
  body.set('theme', asked.get('theme')!);
  keep({ path: dataPath(action), body: body.toString(), show: words.undo });
  answered.delete(name);
  for (const item of document.querySelectorAll('#last li')) {
    if (nameOf(find<HTMLAnchorElement>('a', item)!.href) === name) item.remove();
  }
  showCounts(left + 1, done - 1);
  hungry = false;
  clearTimeout(again);
  const back = shown();
  if (back && back !== name) upcoming.unshift(here(find<HTMLFormElement>('#judge')!));
  void flush();
  const main = await fetchPage(path);
  if (main) show(main, path);
  showUnsaved();
}

// ---- keys ----

function readKeys(): Keys {
  try {
    const kept = JSON.parse(localStorage.getItem('crosscut-keys') ?? '{}');
    return { on: kept.on !== false, keys: { ...initialKeys, ...kept.keys } };
  } catch {
    return { on: true, keys: { ...initialKeys } };
  }
}

let keys = readKeys();

function keepKeys(): void {
  try {
    localStorage.setItem('crosscut-keys', JSON.stringify(keys));
  } catch { /* for this page only, then */ }
  showKeys();
}

const keyLabel = (key: string) => ({ ' ': '␣', Backspace: '⌫' })[key] ?? key;

// The keys stand on the buttons while they are on.
function showKeys(): void {
  document.documentElement.classList.toggle('keys', keys.on);
  for (const button of document.querySelectorAll<HTMLElement>('[data-act]')) {
    const key = keys.keys[button.dataset.act!];
    const at = find('kbd', button);
    if (key && at) at.textContent = keyLabel(key);
  }
}

let mark = -1;

// To the mark that many further on; @quiet: only scrolls the text, where it has a place of its own.
function toMark(step: number, quiet = false): void {
  const marks = [...document.querySelectorAll<HTMLElement>('#text mark')];
  if (marks.length === 0 || (quiet && !matchMedia('(min-width: 64rem)').matches)) return;
  mark = quiet ? -1 : (mark + step + marks.length + (mark < 0 && step < 0 ? 1 : 0)) % marks.length;
  const at = marks[Math.max(mark, 0)];
  at.scrollIntoView({ block: 'center' });
  if (quiet) {
    scrollTo(0, 0);
    return;
  }
  at.tabIndex = -1;
  at.focus({ preventScroll: true });
}

function keyRow(act: string): HTMLElement {
  const row = document.createElement('label');
  const input = document.createElement('input');
  row.append(`${words[act]} `, input);
  input.value = keyLabel(keys.keys[act]);
  input.size = 4;
  input.autocomplete = 'off';
  input.addEventListener('keydown', (event) => {
    if (event.key === 'Tab' || event.key === 'Escape' || event.key === 'Enter' || event.key === 'Shift') return;
    event.preventDefault();
    if (event.key.length > 1 && event.key !== 'Backspace') return;
    if (/^[1-9]$/.test(event.key)) return; // the themes'
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const other = Object.keys(keys.keys).find((one) => keys.keys[one] === key);
    if (other) keys.keys[other] = keys.keys[act];
    keys.keys[act] = key;
    keepKeys();
    const dialog = find<HTMLDialogElement>('#keys')!;
    [...dialog.querySelectorAll('input[size]')].forEach((one, i) => {
      (one as HTMLInputElement).value = keyLabel(keys.keys[Object.keys(initialKeys)[i]]);
    });
  });
  return row;
}

function help(): void {
  find('#keys')?.remove();
  const dialog = document.createElement('dialog');
  const heading = document.createElement('h2');
  const hint = document.createElement('p');
  const on = document.createElement('label');
  const box = document.createElement('input');
  const close = document.createElement('button');
  dialog.id = 'keys';
  heading.id = 'keys-title';
  dialog.setAttribute('aria-labelledby', heading.id);
  heading.textContent = words.keys;
  hint.textContent = words.keyshint;
  box.type = 'checkbox';
  box.checked = keys.on;
  box.addEventListener('change', () => { keys.on = box.checked; keepKeys(); });
  on.className = 'switch';
  on.append(box, ` ${words.keyson}`);
  close.textContent = 'OK';
  close.addEventListener('click', () => dialog.close());
  const themes = document.createElement('p');
  themes.textContent = `${words.themes}: 1 – 9`;
  dialog.append(heading, hint, on, ...Object.keys(initialKeys).map(keyRow), themes, close);
  document.body.append(dialog);
  dialog.showModal();
}

function act(name: string): void {
  const button = find<HTMLButtonElement>(`#judge [data-act="${name}"]`);
  switch (name) {
    case 'undo': void undo(); break;
    case 'help': help(); break;
    case 'next': toMark(1); break;
    case 'previous': toMark(-1); break;
    case 'note': find('#note')?.focus(); break;
    case 'search': find('header.site input')?.focus(); break;
    default: button?.click();
  }
}

document.addEventListener('keydown', (event) => {
  const target = event.target as HTMLElement;
  if (!keys.on || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || find('dialog[open]')) return;
  if (target.closest('input, textarea, select, [contenteditable]')) return;
  if ((event.key === ' ' || event.key === 'Enter') && target.closest('button, a, summary')) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const name = /^[1-9]$/.test(key) ? key : Object.keys(keys.keys).find((one) => keys.keys[one] === key);
  if (!name || !(find('#judge') || ['undo', 'help', 'search'].includes(name))) return;
  event.preventDefault();
  if (!event.repeat || name === 'next' || name === 'previous') act(name);
});

document.addEventListener('submit', (event) => {
  const form = event.target as HTMLFormElement;
  const button = event.submitter as HTMLButtonElement | null;
  if (form.id === 'undo') {
    event.preventDefault();
    void undo();
  } else if (form.id === 'judge' && button) {
    event.preventDefault();
    if (form.classList.contains('waits')) return;
    if (button.name === 'verdict') answer(form, button); else also(form, button);
  }
});

// ---- beginning ----

// What every page needs when it is shown.
function prepare(): void {
  mark = -1;
  const bar = find('#bar');
  if (bar && !find('#help', bar)) {
    const button = document.createElement('button');
    const key = document.createElement('kbd');
    button.id = 'help';
    button.type = 'button';
    button.dataset.act = 'help';
    button.append(key, ` ${words.keys}`);
    button.addEventListener('click', help);
    bar.append(button);
  }
  const undoForm = find('#undo');
  if (undoForm && answers.length > 0) undoForm.hidden = false;
  showKeys();
  showUnsaved();
}

const parseNumber = (selector: string) => Number((find(selector)?.textContent ?? '').replace(/\D/g, ''));
left = parseNumber('#left');
done = parseNumber('#done');
addEventListener('online', () => { wait = 1000; void flush(); });
addEventListener('storage', showUnsaved); // another tab saves, or cannot
addEventListener('popstate', () => location.reload());
prepare();
toMark(0, true);
takeUpcoming(document);
if (waiting().length > 0) void flush();
