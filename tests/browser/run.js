// Runs every *.test.js here, against a site of its own with the demo data, in Debian's Chromium.
// Writes TAP ("ok 1 - name"); the last line is "N passed, M failed". A name as argument runs the tests whose name has it.
import { readdirSync } from 'node:fs';
import { launch, startSite, stopSites } from './site.js';

const only = process.argv[2] ?? '';
const here = new URL('.', import.meta.url);
const tests = [];
for (const file of readdirSync(here).filter((name) => name.endsWith('.test.js')).sort()) {
  const { default: declare } = await import(new URL(file, here));
  declare((name, run) => tests.push({ name: `${file.replace('.test.js', '')}: ${name}`, run }));
}

const site = await startSite();
const browser = await launch();
let passed = 0;
let failed = 0;
async function take({ name, run }) {
  const begun = Date.now();
  try {
    const said = await run({ site, browser });
    passed++;
    console.log(`ok ${passed + failed} - ${name}${said ? ` (${said})` : ''} ${Date.now() - begun} ms`);
  } catch (error) {
    failed++;
    console.log(`not ok ${passed + failed} - ${name}`);
    console.log(String(error.code === 'ERR_ASSERTION' ? error.message : error.stack).replace(/^/gm, '# '));
  }
}
for (const test of tests.filter((one) => one.name.includes(only))) await take(test);
await browser.close();
await take({ name: 'the sites end well and have nothing to complain of', run: async () => { await stopSites(); } });
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
