// A published copy as somebody meets it who opens the folder: no server, then no script either.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { openPage, root } from './site.js';
import { hostileCsv } from './payloads.js';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

// A title, and a word that people would look for it by.
const titles = [
  ['Straße und Maß', 'strasse'], ['L\'œuvre commune', 'OEUVRE'], ['İstanbul İşçi', 'istanbul'], ['Łódź', 'lodz'], ['Øresund', 'oresund'],
  ['Proyectos de migración', 'migracion'], ['Ελλάδας εργάτες', 'ελλαδας'], ['حماية العُمّال المهاجرين', 'العمال'], ['مدرسة للعمال', 'مدرسة'], ['移民劳工', '劳工'],
  ['แรงงานข้ามชาติ', 'ข้ามชาติ'], ['Đà Nẵng', 'đa nang'], ['प्रवासी मजदूर', 'मजदूर'], ['ＦＵＬＬ width ﬁnance', 'full finance'], ['Þórshöfn', 'Þórshöfn'], ['Трудящиеся-мигранты', 'мигранты'],
];

let made;
function publish() {
  if (made) return made;
  const program = process.env.CROSSCUT ?? join(root, 'build/release/crosscut');
  const folder = mkdtempSync(join(tmpdir(), 'crosscut-copy-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const words = join(folder, 'words.csv');
  const hostile = join(folder, 'hostile.csv');
  writeFileSync(words, `kind,identifier,title@en\n${titles.map(([title], i) => `project,word-${i},${title}\n`).join('')}`);
  writeFileSync(hostile, hostileCsv());
  const options = { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] };
  const base = ['--db', join(folder, 'site.db'), '--quiet'];
  try {
    execFileSync(program, [...base, 'import', join(root, 'data/ilo-projects'), words, hostile], options);
  } catch (error) {
    if (error.status !== 3) throw error; // 3: something was rejected
  }
  execFileSync(program, [...base, 'publish', join(folder, 'site'), '--check'], options);
  made = { url: pathToFileURL(join(folder, 'site')).href, folder: join(folder, 'site') };
  return made;
}

const open = ({ browser }, options) => openPage({ site: publish(), browser }, options);

async function find(page, language, words) {
  await page.goto(`${publish().url}/${language}/index.html`);
  await page.fill('#q', words);
  await page.press('#q', 'Enter');
  await page.waitForSelector('#found:not([aria-busy]) .lead');
  return page.locator('#found h2 a').allTextContents();
}

// Runs in the browser: links, and numbers beside them, as they are seen.
function readPage() {
  const number = (element) => (/^[\d.,\u202F]+$/.test(element?.textContent ?? '') ? Number(element.textContent.replace(/[.,\u202F]/g, '')) : null);
  const claims = [];
  const claim = (link, element) => number(element) !== null && claims.push([link.href, number(element)]);
  document.querySelectorAll('.facets li a').forEach((link) => claim(link, link.nextElementSibling));
  document.querySelectorAll('.kinds li a').forEach((link) => claim(link, link.querySelector('b')));
  document.querySelectorAll('h2 a, h3 a').forEach((link) => claim(link, link.querySelector('small')));
  return { links: [...document.querySelectorAll('a[href]')].map((link) => new URL(link.getAttribute("href"), document.baseURI).href.split('#')[0]), claims, language: document.documentElement.lang };
}

export default function declare(test) {
  test('from the first page every kind of page opens, and numbers are those of their lists', async (around) => {
    const site = publish();
    const { page, wrongs, close } = await open(around);
    const seen = new Set([`${site.url}/index.html`]);
    const patterns = new Map();
    const queue = [...seen];
    const claims = new Map();
    const wrong = [];
    for (let at = 0; at < queue.length && at < 120; at++) {
      await page.goto(queue[at]);
      const read = await page.evaluate(readPage);
      read.claims.slice(0, 6).forEach(([href, count]) => claims.set(href, count));
      for (const link of read.links.filter((one) => one.endsWith('.html') && one.startsWith(site.url))) {
        const pattern = link.slice(site.url.length).replace(/[^/]+$/, '').replace(/\/[0-9a-f]{2}\//, '/');
        if (seen.has(link) || (patterns.get(pattern) ?? 0) > 2) continue;
        patterns.set(pattern, (patterns.get(pattern) ?? 0) + 1);
        seen.add(link);
        queue.push(link);
      }
    }
    let checked = 0;
    for (const [href, count] of [...claims].slice(0, 60)) {
      await page.goto(href);
      const small = page.locator('h1 small');
      if (await small.count() === 0) continue; // no list: the page of a country, a theme
      const total = /[\d.,\u202F]+/.exec(await small.textContent())[0].replace(/[.,\u202F]/g, '');
      if (Number(total) !== count) wrong.push(`${href} has ${total}, not ${count}`);
      checked++;
    }
    await close();
    assert.deepEqual([...wrong, ...wrongs], []);
    assert.ok(queue.length > 40 && checked > 15, `${queue.length} pages, ${checked} numbers`);
    return `${Math.min(queue.length, 120)} pages, ${checked} numbers`;
  });

  test('the search finds words of any script, and a record opens in the language at hand', async (around) => {
    const { page, wrongs, close } = await open(around);
    const wrong = [];
    for (const [title, words] of titles) {
      const found = await find(page, 'fr', words);
      if (!found.includes(title)) wrong.push(`${words}: ${title} is not among ${found.slice(0, 5)}`);
    }
    const found = await find(page, 'es', 'migrant workers');
    assert.ok(found.length > 5);
    await page.click('#found h2 a');
    assert.equal(await page.evaluate(() => document.documentElement.lang), 'es');
    assert.match(page.url(), /\/es\/[a-z-]+\/[^/]+\.html$/);
    await page.click('.languages a[lang=fr]');
    assert.match(page.url(), /\/fr\/[a-z-]+\/[^/]+\.html$/);
    // Words that the pack says mean the same.
    assert.ok((await find(page, 'fr', 'travailleur')).length > 5);
    assert.match(await page.locator('#found').textContent(), /travailleur trouve aussi\s: worker/);
    assert.deepEqual(await find(page, 'en', 'xyzzyqq'), []);
    assert.match(await page.locator('#found').textContent(), /No record has the word xyzzyqq/);
    await find(page, 'en', 'migrants xyzzyqq');
    assert.match(await page.locator('#found').textContent(), /Search for migrants alone/);
    assert.deepEqual(await find(page, 'en', '"><img src=x onerror=alert(1)> <script>alert(2)</script>'), []);
    await close();
    assert.deepEqual([...wrong, ...wrongs], []);
  });

  test('a search that finds more than is shown goes on', async (around) => {
    const { page, wrongs, close } = await open(around);
    const shown = (await find(page, 'en', 'migration')).length;
    await page.click('#found button');
    await page.waitForFunction((count) => document.querySelectorAll('#found li').length > count, shown);
    await close();
    assert.equal(shown, 20);
    assert.deepEqual(wrongs, []);
  });

  test('without JavaScript the search says so and leads to all records', async (around) => {
    const { page, wrongs, close } = await open(around, { javaScriptEnabled: false });
    await page.goto(`${publish().url}/en/index.html`);
    await page.fill('#q', 'Nepal');
    await page.press('#q', 'Enter');
    await page.waitForURL(/search\.html/);
    assert.match(await page.locator('noscript').textContent(), /JavaScript/);
    await page.click('main a');
    await page.click('main .kinds a');
    await page.click('main .a-z a');
    assert.match(page.url(), /\/en\/projects\/[^/]+\.html$/);
    await close();
    assert.deepEqual(wrongs, []);
  });

  test('no template breaks a rule of axe, light, dark or on a phone', async (around) => {
    const site = publish();
    const { page, wrongs, close } = await open(around);
    const wrong = [];
    const look = async (name, options) => {
      await page.evaluate(axe);
      const found = await page.evaluate(async (given) => (await window.axe.run(document, { ...given, resultTypes: ['violations'], preload: false })).violations
        .map((one) => `${one.id}: ${one.nodes[0].html.slice(0, 100)}`), options);
      wrong.push(...found.map((text) => `${name}: ${text}`));
    };
    const tags = { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] };
    for (const path of ['index.html', '404.html', 'en/index.html', 'fr/projects.html', 'en/projects/by/country=TH.html', 'es/a-z.html', 'en/a-z/m.html',
      'fr/search.html', 'en/search.html?q=migration', 'en/search.html?q=migration+zzqq', 'en/about/data.html', 'en/projects/word-7.html']) {
      await page.emulateMedia({ colorScheme: 'light' });
      await page.setViewportSize({ width: 1280, height: 900 });
      await page.goto(`${site.url}/${path}`);
      if (path.includes('?')) await page.waitForSelector('#found:not([aria-busy]) .lead');
      await look(path, tags);
      await page.emulateMedia({ colorScheme: 'dark' });
      await look(`${path}, dark`, { runOnly: { type: 'rule', values: ['color-contrast'] } });
      await page.setViewportSize({ width: 320, height: 640 });
      await look(`${path}, 320 px`, { runOnly: { type: 'rule', values: ['target-size'] } });
      const width = await page.evaluate(() => document.scrollingElement.scrollWidth);
      if (width > 320) wrong.push(`${path}: ${width} px wide`);
    }
    await close();
    assert.deepEqual([...wrong, ...wrongs], []);
  });
}
