// Photographs some pages of the demo site into a folder: screenshots.js FOLDER (tools/make_screenshots).
import { join } from 'node:path';
import { launch, openPage, startSite } from './site.js';

const [folder] = process.argv.slice(2);
const pages = [
  ['list', '/projects?tag=labour-migration&region=asia-pacific', 620],
  ['record', '/projects/RAS%2F10%2F01%2FAUS', 600],
  ['table', '/tables/projects-by-region', 720],
  ['map', '/tables/agreements-by-country', 760],
  ['country', '/countries/TH', 760],
];
const site = await startSite({ hostile: false });
const browser = await launch();
for (const [name, path, height] of pages) {
  const { page, close } = await openPage({ site, browser }, { viewport: { width: 1040, height }, colorScheme: 'light' });
  const answer = await page.goto(site.url + path);
  if (!answer.ok()) throw new Error(`${path}: ${answer.status()}`);
  await page.screenshot({ path: join(folder, `screenshot-${name}.png`) });
  await close();
}
await browser.close();
await site.stop();
