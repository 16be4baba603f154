// A slow link: 400 kbit/s and 400 ms for each answer (quality.md U24). The first view, with nothing kept, can be used in 3 s.
import assert from 'node:assert/strict';
import { getJson, openPage } from './site.js';

const SECONDS = 3;

export default function declare(test) {
  test('the first view of home, list, record and table can be used in 3 s on a slow link', async (around) => {
    const { identifier } = (await getJson(around.site, '/projects.json?tag=labour-migration')).rows[0];
    const took = [];
    for (const path of ['/', '/projects', `/projects/${encodeURIComponent(identifier)}`, '/tables/agreements-by-country', '/countries/TH']) {
      const { page, wrongs, close } = await openPage(around);
      await fetch(around.site.url + path); // what the server takes to make it is measured elsewhere
      const link = await page.context().newCDPSession(page);
      await link.send('Network.enable');
      await link.send('Network.setCacheDisabled', { cacheDisabled: true });
      const slow = { latency: 400, downloadThroughput: 400 * 1000 / 8, uploadThroughput: 400 * 1000 / 8 };
      try {
        await link.send('Network.emulateNetworkConditionsByRule', { offline: false, matchedNetworkConditions: [{ urlPattern: '', ...slow }] });
      } catch { // Chromium before 141 has only this
        await link.send('Network.emulateNetworkConditions', { offline: false, ...slow });
      }
      await page.goto(around.site.url + path, { waitUntil: 'load' });
      const loaded = await page.evaluate(() => {
        const [entry] = performance.getEntriesByType('navigation');
        return entry.domContentLoadedEventEnd - entry.startTime;
      });
      // Style sheets hold up the first paint: it comes after what was asked for has been laid out.
      const painted = await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0);
      const ready = Math.max(loaded, painted);
      assert.ok(ready >= 400, `${path}: the link is not slow, page and style take ${Math.round(ready)} ms`);
      took.push(`${path.split('/').slice(0, 2).join('/')} ${(ready / 1000).toFixed(1)} s`);
      assert.ok(ready > 0 && ready <= SECONDS * 1000, `${path}: ${Math.round(ready)} ms`);
      assert.deepEqual(wrongs, []);
      await close();
    }
    return took.join(', ');
  });
}
