// Reports as files: one file from the file system, in three languages, that asks for nothing and leads nowhere wrong.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { axe, rules, tableLacks, tags, tooWide, violations } from './axe.test.js';
import { root } from './site.js';

const program = process.env.CROSSCUT ?? join(root, 'build/release/crosscut');
const reports = [['biennial', '--biennium', '2010-11'], ['evaluation-2013'], ['country', '--country', 'TH'], ['region', '--region', 'africa']];

let folder;
function make() {
  if (folder) return;
  folder = mkdtempSync(join(tmpdir(), 'crosscut-reports-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const run = (...words) => execFileSync(program, ['--db', join(folder, 'r.db'), '--quiet', ...words], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  run('import', join(root, 'data'));
  for (const [name, ...rest] of reports) {
    for (const language of ['en', 'fr', 'es']) run('report', name, ...rest, '--lang', language, '-o', join(folder, `${name}-${language}.html`));
  }
}

async function openFile(browser, name) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  const asked = [];
  page.on('request', (request) => asked.push(request.url()));
  await page.goto(pathToFileURL(join(folder, name)).href);
  return { page, asked, close: () => context.close() };
}

// Numbers whose list is not in the file, or has another length than a count of records says.
const wrongNumbers = (page) => page.evaluate(() => [...document.querySelectorAll('a[href^="#"]')].flatMap((link) => {
  const target = document.getElementById(link.getAttribute('href').slice(1));
  if (!target) return [`no target: ${link.outerHTML}`];
  const counted = link.closest('#t1') && link.matches('.open') && target.matches('.answer');
  const listed = target.querySelectorAll('li').length;
  return counted && /^\d+$/.test(link.textContent) && Number(link.textContent) !== listed && listed < 200
    ? [`${link.textContent} leads to ${listed}`] : [];
}));

export default function declare(test) {
  for (const [name] of reports) {
    test(`the report ${name} as a file: axe, phone, links, in three languages`, async ({ browser }) => {
      make();
      const wrong = [];
      for (const language of ['en', 'fr', 'es']) {
        const { page, asked, close } = await openFile(browser, `${name}-${language}.html`);
        await page.evaluate(axe);
        wrong.push(...await violations(page, { runOnly: tags }), ...await tableLacks(page));
        await page.emulateMedia({ colorScheme: 'dark' });
        wrong.push(...(await violations(page, rules('color-contrast'))).map((text) => `dark: ${text}`));
        await page.setViewportSize({ width: 320, height: 640 });
        wrong.push(...await tooWide(page), ...(name === 'biennial' ? await wrongNumbers(page) : []));
        assert.equal(asked.length, 1, `${asked}`);
        assert.equal(await page.evaluate(() => document.documentElement.lang), language);
        await close();
      }
      assert.deepEqual(wrong, []);
    });
  }
}
