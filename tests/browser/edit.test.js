// Editing in a browser: the form of every kind, what is wrong said and kept, drafts, conflicts, proposals, deletion.
import assert from 'node:assert/strict';
import { openPage, signIn } from './site.js';

const kindsOf = async ({ site }) => {
  const paths = [];
  const page = await (await fetch(`${site.url}/about/data.json`)).json();
  for (const kind of page.kinds ?? []) paths.push(kind.plural ?? kind.path);
  return paths;
};

// The plural names of all kinds, from the page where editing begins.
async function kinds({ site }, page) {
  await page.goto(`${site.url}/edit`);
  return page.$$eval('.columns a', (links) => links.map((link) => new URL(link.href).pathname.split('/')[1]));
}

const versions = async (page, site, path) =>
  (await (await page.request.get(`${site.url}${path}/history.json`)).json()).versions;

export default function declare(test) {
  test('the form of a record of each kind, sent unchanged, stores nothing', async (around) => {
    const { page, wrongs, close } = await openPage(around, { javaScriptEnabled: false });
    const { site } = around;
    await signIn(around, page, 'officer', '/');
    let looked = 0;
    const wrong = [];
    await close();
    const editor = await openPage(around, { javaScriptEnabled: false });
    await signIn(around, editor.page, 'editor', '/edit');
    for (const kind of await kinds(around, editor.page)) {
      const list = await (await fetch(`${site.url}/${kind}.json`)).json();
      // The first, the last and the longest of the first page.
      const rows = [...list.rows];
      const longest = rows.reduce((a, b) => (JSON.stringify(b).length > JSON.stringify(a).length ? b : a), rows[0]);
      for (const row of new Set([rows[0], longest, rows.at(-1)])) {
        if (!row) continue;
        const path = `/${kind}/${encodeURIComponent(row.identifier)}`;
        const before = (await versions(editor.page, site, path)).length;
        await editor.page.goto(`${site.url}${path}/edit`);
        await editor.page.click('.bar button');
        const at = new URL(editor.page.url()).pathname;
        if (at !== path) wrong.push(`${path}: ${at} ${await editor.page.locator('.errors').allTextContents()}`);
        const after = (await versions(editor.page, site, path)).length;
        if (after !== before) wrong.push(`${path}: ${after - before} versions more`);
        looked++;
      }
    }
    wrong.push(...editor.wrongs);
    await editor.close();
    assert.deepEqual(wrong, []);
    assert.ok(looked > 60, `only ${looked} records`);
    return `${looked} records`;
  });
}
