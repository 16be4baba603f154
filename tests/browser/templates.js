// An address of every template: those with a state worth seeing by name, then every route without a part to fill in.
import { getJson } from './site.js';

export async function templates(site) {
  const [lens, other] = (await getJson(site, '/lenses.json')).map((one) => one.lens);
  const kinds = (await getJson(site, '/home.json')).kinds;
  const imports = await getJson(site, '/imports.json');
  const tables = (await getJson(site, '/tables.json')).map((one) => one.table);
  const tagged = (await getJson(site, `/projects.json?tag=${lens}`)).rows[0];
  const found = [
    ['home', '/'],
    ['list', '/projects'],
    ['long list', kinds.reduce((a, b) => (b.records > a.records ? b : a)).path],
    ['list with filters', `/projects?tag=${lens}&start%3E=2009&country=TH`],
    ['list, none found', '/projects?start%3E=2999'],
    ['record with evidence', `/projects/${encodeURIComponent(tagged.identifier)}`],
    ['tables', '/tables'],
    ['table with a chart', '/tables/projects-by-region'],
    ['table with a map', '/tables/agreements-by-country'],
    ['table with flows', '/tables/labour-agreements-between-countries'],
    ['table of text', `/tables/${tables.find((name) => /key-books/.test(name)) ?? tables[0]}`],
    ['lenses', '/lenses'],
    ['lens', `/lenses/${lens}`],
    ['compare', '/compare'],
    ['comparison', `/compare?first=${lens}&second=${other}`],
    ['claims', '/claims'],
    ['claims of a verdict', '/claims?verdict=mismatch'],
    ['imports', '/imports'],
    ['import', `/imports/${imports[0].import}`],
    ['import with problems', `/imports/${(imports.find((one) => one.problems > 0) ?? imports[0]).import}`],
    ['profiles', '/countries'],
    ['profile', '/countries/TH'],
    ['region', '/regions/asia-pacific'],
    ['unit', '/units/MIGRANT'],
    ['corridor', '/corridors/NP-QA'],
    ['theme', '/themes/gov'],
    ['search, found', '/search?q=migration'],
    ['search, none found', '/search?q=zzzzqqqq'],
    ['vocabulary', '/vocabularies/region'],
    ['not found', '/no-such-page'],
    ['bad question', '/projects?no_such_field=1'],
  ].map(([name, path]) => ({ name, path }));
  const known = new Set(found.map((one) => one.path));
  for (const route of Object.keys((await getJson(site, '/openapi.json')).paths)) {
    if (/[{.]/.test(route) || known.has(route)) continue;
    const answer = await fetch(site.url + route);
    if (answer.ok && answer.headers.get('content-type').startsWith('text/html')) {
      found.push({ name: route.slice(1), path: route });
    }
  }
  return found;
}

export const withLanguage = (path, language) => `${path}${path.includes('?') ? '&' : '?'}lang=${language}`;
