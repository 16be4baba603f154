// Follows the links of the whole site: nothing is dead, nothing leads out, and every number is the length of its list.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { each, getJson, getText, openPage, root } from './site.js';

// The first of each pattern is opened in the browser too, but for lists under two conditions.
const MOST_PAGES = 1500;
const MOST_NUMBERS = 4000;
const FIRST_OF_A_PATTERN = 6;

// "/projects?country=KE" and "/projects?tag=x" are one pattern; so are two records of a kind; so is any page in French, or as data.
function patternOf(address) {
  const { pathname, searchParams } = new URL(address, 'http://x');
  const segments = pathname.split('/').filter(Boolean);
  const form = /\.([a-z]+)$/.exec(pathname)?.[1] ?? '';
  const language = searchParams.get('lang') ?? '';
  const conditions = Math.min([...searchParams.keys()].filter((name) => name !== 'lang').length, 2);
  return [language || form ? '*' : segments[0] ?? '', segments.length, conditions, language, form].join(' ');
}

// Runs in the browser: what a page says, taken apart by the browser's own parser.
function readPage(html) {
  const parsed = new DOMParser().parseFromString(html, 'text/html');
  const number = (element) => (/^[\d.,\u202F]+$/.test(element?.textContent ?? '') ? Number(element.textContent.replace(/[.,\u202F]/g, '')) : null);
  const links = [...parsed.querySelectorAll('a[href], link[href]')].map((link) => link.getAttribute('href'));
  const claims = [];
  const claim = (link, element) => number(element) !== null && claims.push([link.getAttribute('href'), number(element)]);
  parsed.querySelectorAll('.facets li a:not([aria-current])').forEach((link) => claim(link, link.nextElementSibling));
  parsed.querySelectorAll('.kinds li a, .counts li a').forEach((link) => claim(link, link.querySelector('b')));
  parsed.querySelectorAll('h2 a, h3 a').forEach((link) => claim(link, link.querySelector('small')));
  return {
    links,
    claims,
    // Of several that are chosen the list is all together.
    chosen: [...parsed.querySelectorAll('.facets ul')].map((list) => list.querySelectorAll('[aria-current]'))
      .filter((links) => links.length === 1).map(([link]) => number(link.nextElementSibling)),
    cells: [...parsed.querySelectorAll('table.grid:not(.pairs) tr')].map((row) => [...row.querySelectorAll('td')].map((cell) =>
      ({ href: cell.querySelector('a')?.getAttribute('href'), number: number(cell), text: cell.textContent }))).filter((row) => row.length > 0),
    pairs: [...parsed.querySelectorAll('table.pairs td.number a')].map((link) => [link.getAttribute('href'), number(link)]),
    total: number({ textContent: /[\d.,\u202F]+/.exec(parsed.querySelector('h1 small')?.textContent ?? '')?.[0] }),
    sum: [...parsed.querySelectorAll('.profile h3 small')].reduce((all, small) => all + number(small), 0),
    between: number(parsed.querySelector('.between h2 small')),
    first: [...(parsed.querySelector('tbody tr')?.querySelectorAll('li b') ?? [])].reduce((all, cell) => all + number(cell), 0),
    headings: [...parsed.querySelectorAll('h1')].length,
    scripts: parsed.querySelectorAll('script:not([type="application/ld+json"]), [style], iframe, object, embed, img').length,
    unsafe: links.filter((href) => !/^(https?:|mailto:|\/(?!\/)|#)/.test(href)),
    anchors: links.filter((href) => href.startsWith('#') && !parsed.getElementById(decodeURIComponent(href.slice(1)))),
  };
}

// Breadth first; the first few of every pattern before the rest.
async function crawl(around) {
  const { site } = around;
  const { page, wrongs, close } = await openPage(around);
  const pages = new Map();
  const later = [];
  const seen = new Set(['/']);
  const patterns = new Map();
  let queue = ['/'];
  const inBrowser = [];
  const visit = async (address) => {
    const answer = await fetch(site.url + address, { redirect: 'manual' });
    const read = { address, status: answer.status, type: answer.headers.get('content-type') ?? '', csp: answer.headers.get('content-security-policy') };
    const body = await answer.text();
    pages.set(address, read);
    if (!read.type.startsWith('text/html')) return;
    Object.assign(read, await page.evaluate(readPage, body));
    for (const href of read.links.filter((one) => one.startsWith('/'))) {
      const next = href.split('#')[0];
      if (seen.has(next)) continue;
      seen.add(next);
      const pattern = patternOf(next);
      const count = (patterns.get(pattern) ?? 0) + 1;
      patterns.set(pattern, count);
      if (count === 1 && !/ 2 \w* \w*$/.test(pattern)) inBrowser.push(next);
      (count <= FIRST_OF_A_PATTERN ? queue : later).push(next);
    }
  };
  while (queue.length > 0 && pages.size < MOST_PAGES) {
    const now = queue;
    queue = [];
    await each(now.slice(0, MOST_PAGES - pages.size), 6, visit);
    if (queue.length === 0) queue = later.splice(0, 100);
  }
  await close();
  return { pages: [...pages.values()], inBrowser, wrongs, left: later.length + queue.length, patterns: patterns.size };
}

// How many records a list, a profile or a lens has, by what its page (a profile's, a lens's) or its JSON (a list's) says.
function totals({ site }, pages) {
  const known = new Map();
  return async (href) => {
    if (!known.has(href)) {
      const { pathname, search } = new URL(href, site.url);
      const page = pages.get(href);
      if (pathname.split('/').length > 2) known.set(href, page?.[{ lenses: 'first', corridors: 'between' }[pathname.split('/')[1]] ?? 'sum']);
      else known.set(href, page?.total ?? (await getJson(site, `${pathname}.json${search}`)).total);
    }
    return known.get(href);
  };
}

// The columns of a table that count records, by the pack's own words.
function counting(table) {
  const pack = join(root, 'packs', readdirSync(join(root, 'packs'))[0], 'tables', `${table}.yaml`);
  const columns = new Set();
  for (const line of readFileSync(pack, 'utf8').split('\n')) {
    const found = /- \{name: ([^,]+),.* count: records[,}]/.exec(line);
    if (found) columns.add(found[1]);
  }
  return columns;
}

let crawled;
export default function declare(test) {
  const once = (around) => (crawled ??= crawl(around));

  test('no link is dead, none is unsafe, and every page has what a page must have', async (around) => {
    const { pages, left, patterns } = await once(around);
    const wrong = [];
    for (const one of pages) {
      if (one.status !== 200) wrong.push(`${one.address}: ${one.status}`);
      if (!one.csp?.startsWith("default-src 'none'")) wrong.push(`${one.address}: no policy`);
      if (!one.links) continue;
      if (one.headings !== 1) wrong.push(`${one.address}: ${one.headings} h1`);
      if (one.scripts > 0) wrong.push(`${one.address}: ${one.scripts} scripts, styles or pictures`);
      one.unsafe.forEach((href) => wrong.push(`${one.address}: link to ${href}`));
      one.anchors.forEach((href) => wrong.push(`${one.address}: ${href} is nowhere`));
    }
    assert.deepEqual(wrong.slice(0, 20), []);
    assert.ok(pages.length > 1000);
    return `${pages.length} addresses of ${patterns} patterns, ${left} not asked for`;
  });

  test('in the browser no page has an error or asks another host', async (around) => {
    const { inBrowser } = await once(around);
    const wrong = [];
    // What is no HTML the browser shows in a page of its own making.
    const pages = inBrowser.filter((address) => !/\.[a-z]+(\?|$)|^\/oai(\?|$)/.test(address));
    const own = [await openPage(around), await openPage(around)];
    await each(pages, own.length, async (address) => {
      const one = own.pop();
      const answer = await one.page.goto(around.site.url + address, { waitUntil: 'load' });
      if (answer.status() !== 200) wrong.push(`${address}: ${answer.status()}`);
      one.wrongs.splice(0).forEach((text) => wrong.push(`${address}: ${text}`));
      own.push(one);
    });
    await Promise.all(own.map((one) => one.close()));
    assert.deepEqual(wrong, []);
    return `${pages.length} pages`;
  });

  test('every number beside a link is the length of the list behind it', async (around) => {
    const { pages } = await once(around);
    const total = totals(around, new Map(pages.map((one) => [one.address, one])));
    const wrong = new Set();
    let checked = 0;
    const claims = new Map(pages.flatMap((one) => one.claims ?? []).map(([href, number]) => [`${href} ${number}`, [href, number]]));
    await each([...claims.values()].slice(0, MOST_NUMBERS), 6, async ([href, number]) => {
      const found = await total(href);
      if (found === undefined) return; // a page beyond the bound
      checked++;
      if (found !== number) wrong.add(`${href} says ${number} and has ${found}`);
    });
    for (const one of pages.filter((page) => page.chosen?.some((number) => number !== page.total))) {
      wrong.add(`${one.address}: what is chosen has ${one.chosen}, the list ${one.total}`);
    }
    assert.deepEqual([...wrong].slice(0, 20), []);
    assert.ok(checked > 500);
    return `${checked} of ${claims.size} numbers`;
  });

  test('every number of every table leads to its records, and is the same as JSON and CSV', async (around) => {
    const { page, close } = await openPage(around);
    const total = totals(around, new Map());
    const wrong = [];
    let checked = 0;
    const tables = (await getJson(around.site, '/tables.json')).map((one) => one.table);
    await each(tables, 3, async (name) => {
      const { cells: html, pairs } = await page.evaluate(readPage, await getText(around.site, `/tables/${name}`));
      const grid = await getJson(around.site, `/tables/${name}.json`);
      const csv = readCsv(await getText(around.site, `/tables/${name}.csv`));
      const counts = counting(name);
      const [heads] = csv; // a table in blocks has a column more, and a total after each block
      const lines = csv.slice(1).filter((line) => heads[0] !== 'block' || line[1] !== 'total');
      for (const [href, number] of pairs) { // what has two ends is a list of them
        checked++;
        const found = await total(href);
        if (counts.size > 0 ? found !== number : !(found > 0)) wrong.push(`${name}: ${href} has ${found}, and says ${number}`); // or adds up
      }
      for (const [r, row] of pairs.length > 0 ? [] : grid.rows.entries()) {
        for (const [c, cell] of row.cells.entries()) {
          const shown = html[r][c];
          const where = `${name}, ${row.key}, ${cell.column}`;
          const behind = cell.filter === null ? cell.made_of?.[0] : cell; // a mean leads to what it is made from
          if ((behind === undefined) === (shown.href !== undefined) && cell.value !== null) wrong.push(`${where}: linked in one form only`);
          const written = lines[r][heads.indexOf(cell.column)]?.replace(/^'(?=[-+=@])/, ''); // what a spreadsheet would run is quoted
          if (cell.value !== null && String(cell.value) !== written) wrong.push(`${where}: JSON ${cell.value}, CSV ${written}`);
          if (behind === undefined || shown.href === undefined) continue;
          const found = await total(shown.href);
          checked++;
          if (found !== behind.records) wrong.push(`${where}: ${found} behind the link, ${behind.records} in JSON`);
          if (counts.has(cell.column) && shown.number !== found) wrong.push(`${where}: says ${shown.text} and has ${found}`);
        }
      }
    });
    await close();
    assert.deepEqual(wrong.slice(0, 20), []);
    assert.ok(checked > 300);
    return `${checked} cells of ${tables.length} tables`;
  });

  test('HTML, JSON and CSV of every list have the same records in the same order', async ({ site, browser }) => {
    const { page, close } = await openPage({ site, browser });
    const wrong = [];
    const lists = (await getJson(site, '/home.json')).kinds.filter((kind) => kind.records > 0).map((kind) => kind.path);
    lists.push('/projects?country=TH', '/projects?start%3E=2010&region=africa', '/events?country=PH', '/projects?sort=title',
      '/publications?title~=migra&sort=-title', '/events?country=PH%7CTH&sort=-end');
    await each(lists, 4, async (path) => {
      const [base, query = ''] = path.split('?');
      const json = await getJson(site, `${base}.json?${query}`);
      const csv = readCsv(await getText(site, `${base}.csv?${query}`)).slice(1)
        .map((row) => row[0].replace(/^'(?=[-=+@\t\r])/, '')); // which keeps a spreadsheet from taking it for a formula
      // All pages of the list, by their own links.
      const html = [];
      let total = null;
      for (let next = path; next;) {
        const found = await page.evaluate((text) => {
          const parsed = new DOMParser().parseFromString(text, 'text/html');
          return {
            rows: [...parsed.querySelectorAll('.records tbody th a')].map((a) => decodeURIComponent(a.getAttribute('href').split('/')[2])),
            next: parsed.querySelector('[rel=next]')?.getAttribute('href'),
            total: Number(/[\d.,\u202F]+/.exec(parsed.querySelector('h1 small').textContent)[0].replace(/\D/g, '')),
          };
        }, await getText(site, next));
        html.push(...found.rows);
        ({ next, total } = found);
      }
      const same = total === json.total && html.length === total
        && JSON.stringify(html) === JSON.stringify(csv)
        && JSON.stringify(html.slice(0, json.rows.length)) === JSON.stringify(json.rows.map((row) => row.identifier));
      if (!same) wrong.push(`${path}: h1 ${total}, rows ${html.length}, CSV ${csv.length}, JSON ${json.total}`);
    });
    await close();
    assert.deepEqual(wrong, []);
    return `${lists.length} lists`;
  });
}

// RFC 4180.
function readCsv(text) {
  const rows = [[]];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^,\r\n]*))(,|\r?\n|$)/g)) {
    rows.at(-1).push(quoted !== undefined ? quoted.replaceAll('""', '"') : plain);
    if (end !== ',' && end !== '') rows.push([]);
  }
  return rows.filter((row) => row.length > 1 || row[0]);
}
