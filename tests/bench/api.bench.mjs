// The API beside a bare `node:http` server that sends the same bytes and headers:
//
//     npx turbo run build && node tests/bench/api.bench.mjs [--quick] [hot] [unmodified] [cold] [overload] [two]
//
// Everything runs at once and in turns (A B A B …), each server in a process of its own and the one that asks in another.
// What counts is the median over the rounds. Requests a second tell little where servers and askers share two cores, so
// the budgets are judged by the processor time that a server takes for a request, as its kernel counts it; the clock's
// figures stand beside it.
import { cpus } from 'node:os';
import process from 'node:process';
import { fileURLToPath, URL, URLSearchParams } from 'node:url';
import { openRedis } from '@maylike/runtime';
import { startTestRedis } from '@maylike/runtime/testing';
import { fill } from './newspaper.mjs';
import { keepResults, machineLine, median, ratio, Section } from './report.mjs';
import { processorSeconds, startApi, startAsker, startBare } from './servers.mjs';

const ORDER = ['hot', 'unmodified', 'cold', 'overload', 'two'];
const isQuick = process.argv.includes('--quick');
const wanted = process.argv.slice(2).filter((argument) => ORDER.includes(argument));
const ROUNDS = isQuick ? 3 : 7;
const SECONDS = isQuick ? 1 : 3;
/** What differs by a few microseconds is told apart by many short turns: a busy machine changes from one to the next. */
const FINE = { rounds: isQuick ? 11 : 51, seconds: 0.5 };
const COARSE = { rounds: ROUNDS, seconds: SECONDS };
const CONNECTIONS = 64;
const OPENING = [
  '# The API beside a bare HTTP server',
  '',
  'Written by `node tests/bench/api.bench.mjs`; each section names its command. Figures are medians of rounds in turns; `H`',
  'numbers are budgets, `D-10` is a case of overload. Budgets are judged by processor time but where it says ms or goodput.',
];
const file = fileURLToPath(new URL('results/api.md', import.meta.url));

const target = (key, url, more = {}) =>
  `/v1/recommendations?${new URLSearchParams({ url, key, ...more }).toString()}`;
/** What nobody has asked before, and is answered the same: without an article that there is not. */
const unasked = ({ key, urls }) =>
  urls.map((url) => requestOf(`${target(key, url)}&exclude={serial}`));
const requestOf = (path, headers = '') =>
  `GET ${path} HTTP/1.1\r\nHost: api.example\r\n${headers}\r\n`;

/** What a bare server has to send to send the same. */
async function answerOf(port, path, headers = {}) {
  const response = await globalThis.fetch(`http://127.0.0.1:${port}${path}`, { headers });
  const body = Buffer.from(await response.arrayBuffer());
  const leftOut = new Set(['date', 'connection', 'keep-alive']);
  const kept = [...response.headers].filter(([name]) => !leftOut.has(name));
  return { status: response.status, headers: kept.flat(), body: body.toString('base64') };
}

/**
 * Lets contenders answer in turns.
 *
 * @returns `figures`: for each, medians: requests a second, p50, p99, CPU µs a request; `shares`: the CPU of the first
 * over that of the last, round by round.
 */
async function inRounds(asker, contenders, turns = COARSE) {
  const rounds = contenders.map(() => []);
  for (let round = 0; round <= turns.rounds; round += 1) {
    for (const [place, { server, requests, status }] of contenders.entries()) {
      const before = processorSeconds(server.pid);
      const { port } = server;
      const order = {
        port,
        requests: requests(),
        connections: CONNECTIONS,
        seconds: turns.seconds,
      };
      const seen = await asker.ask(order);
      const good = seen[status];
      if (good === undefined) throw new Error(`no ${status} but ${Object.keys(seen).join(', ')}`);
      const cpu = (1e6 * (processorSeconds(server.pid) - before)) / good.count;
      // In the first round code is compiled and memory is filled.
      if (round > 0) rounds[place].push({ ...good, cpu });
    }
  }
  const figures = rounds.map((own) =>
    Object.fromEntries(
      ['perSecond', 'p50', 'p99', 'cpu'].map((name) => [name, median(own.map((one) => one[name]))]),
    ),
  );
  const shares = rounds[0].map(({ cpu }, round) => cpu / rounds.at(-1)[round].cpu);
  return { figures, shares };
}

const row = (name, { perSecond, p50, p99, cpu }) => [
  name,
  Math.round(perSecond),
  p50.toFixed(2),
  p99.toFixed(2),
  cpu.toFixed(1),
];
const HEADINGS = ['', 'requests/s', 'p50 ms', 'p99 ms', 'CPU µs a request'];

const sections = {
  async hot(section, { api, asker, key, urls }) {
    await besideBare(section, {
      api,
      asker,
      paths: urls.slice(0, 200).map((url) => target(key, url)),
    });
  },
  async unmodified(section, { api, asker, key, urls }) {
    await besideBare(section, { api, asker, paths: [target(key, urls[0])], isHeld: true });
  },
  async cold(section, { api, asker, key, urls }) {
    const bare = await startBare(await answerOf(api.port, target(key, urls[0])));
    const coldRequests = unasked({ key, urls });
    const contenders = [
      { server: bare, requests: () => [requestOf(target(key, urls[0]))], status: 200 },
      { server: api, requests: () => coldRequests, status: 200 },
    ];
    const { figures, shares } = await inRounds(asker, contenders);
    const [plain, cold] = figures;
    bare.stop();
    section.table(HEADINGS, [row('bare node:http', plain), row('cold list', cold)]);
    const share = median(shares);
    const late = cold.p99 / plain.p99;
    section.budget(
      'H2',
      'cold list / bare',
      '≥ 1/40',
      `1/${(1 / share).toFixed(1)}`,
      share >= 1 / 40,
    );
    section.budget('H2', 'its p99 / bare’s p99', '≤ 20', ratio(late), late <= 20);
  },
  async overload(section, { api, asker, key, urls }) {
    const requests = unasked({ key, urls });
    const contender = { server: api, requests: () => requests, status: 200 };
    const {
      figures: [peak],
    } = await inRounds(asker, [contender]);
    const seconds = isQuick ? 3 : 20;
    const connections = 10 * CONNECTIONS;
    const order = { port: api.port, requests, connections, seconds };
    const seen = await asker.ask(order);
    const refused = seen[503] ?? { perSecond: 0, p50: 0, p99: 0 };
    const after = await asker.ask({
      ...order,
      connections: CONNECTIONS,
      seconds: 2,
    });
    section.table(HEADINGS.slice(0, 4), [
      row(`peak: ${CONNECTIONS} connections`, peak).slice(0, 4),
      row(`answered of ${connections}`, { ...seen[200], cpu: 0 }).slice(0, 4),
      row('refused of them', { ...refused, cpu: 0 }).slice(0, 4),
      row('the two seconds after', { ...after[200], cpu: 0 }).slice(0, 4),
    ]);
    const kept = seen[200].perSecond / peak.perSecond;
    section.budget('D-10', 'goodput at ten times / peak', '≥ .8', ratio(kept), kept >= 0.8);
    section.budget(
      'D-10',
      'p99 of who is answered',
      '< 1 s',
      `${Math.round(seen[200].p99)} ms`,
      seen[200].p99 < 1_000,
    );
    section.budget(
      'D-10',
      'refused within',
      '< 100 ms',
      `${Math.round(refused.p50)} ms (p50)`,
      refused.p50 < 100,
    );
    const back = after[200].perSecond / peak.perSecond;
    section.budget('D-10', 'right after it / peak', '≥ .8', ratio(back), back >= 0.8);
  },
  async two(section, { api, asker, redis, key, urls }) {
    const second = await startApi(redis);
    const other = startAsker();
    const requests = urls.slice(0, 200).map((url) => requestOf(target(key, url)));
    const order = (server) => ({ port: server.port, requests, connections: 32, seconds: SECONDS });
    const rounds = [];
    for (let round = 0; round <= ROUNDS; round += 1) {
      const one = await measured([api], [await asker.ask(order(api))], async () => [
        await asker.ask(order(api)),
      ]);
      const both = await measured([api, second], null, async () =>
        Promise.all([asker.ask(order(api)), other.ask(order(second))]),
      );
      if (round > 0) rounds.push({ one, both });
    }
    second.stop();
    other.stop();
    const of = (which, name) => median(rounds.map((round) => round[which][name]));
    section.table(
      ['', 'requests/s by the clock', 'CPU µs a request', 'requests a second of one core each'],
      ['one', 'both'].map((which) => [
        which === 'one' ? 'one process' : 'two processes',
        Math.round(of(which, 'perSecond')),
        of(which, 'cpu').toFixed(1),
        Math.round(of(which, 'capacity')),
      ]),
    );
    section.say(
      `On ${cpus().length} cores, which the askers and Redis use too, two processes cannot answer twice as much by the clock; what one core of each could is told by the processor time that a request takes.`,
    );
    const gain = median(rounds.map(({ one, both }) => both.capacity / one.capacity));
    section.budget('H3', 'two processes / one', '≥ 1.8', ratio(gain), gain >= 1.8);
  },
};

/** What servers could answer, each with a core of its own. */
async function measured(servers, _warm, run) {
  const before = servers.map(({ pid }) => processorSeconds(pid));
  const seen = await run();
  const cpu = servers.map(
    ({ pid }, at) => (1e6 * (processorSeconds(pid) - before[at])) / seen[at][200].count,
  );
  return {
    perSecond: seen.reduce((sum, each) => sum + each[200].perSecond, 0),
    cpu: cpu.reduce((sum, each) => sum + each, 0) / cpu.length,
    capacity: cpu.reduce((sum, each) => sum + 1e6 / each, 0),
  };
}

/** Answers from memory beside a bare server that sends the first of them. */
async function besideBare(section, { api, asker, paths, isHeld = false }) {
  // Whole first, so that it is in memory and its tag is known.
  const tag = (await globalThis.fetch(`http://127.0.0.1:${api.port}${paths[0]}`)).headers.get(
    'etag',
  );
  const held = isHeld ? { 'if-none-match': tag } : {};
  const answer = await answerOf(api.port, paths[0], held);
  const bare = await startBare(answer);
  const lines = isHeld ? `If-None-Match: ${tag}\r\n` : '';
  for (const path of paths)
    await (await globalThis.fetch(`http://127.0.0.1:${api.port}${path}`)).arrayBuffer();
  const requests = paths.map((path) => requestOf(path, lines));
  const contender = (server) => ({ server, requests: () => requests, status: answer.status });
  const { figures, shares } = await inRounds(asker, [contender(bare), contender(api)], FINE);
  const [plain, hot] = figures;
  bare.stop();
  section.table(HEADINGS, [row('bare node:http', plain), row('API', hot)]);
  const share = median(shares);
  const name = isHeld ? '304 / bare' : 'hot answer / bare';
  section.budget('H1', name, '≥ .85', ratio(share), share >= 0.85);
}

const redis = await startTestRedis();
const client = openRedis(redis.target, { purpose: 'commands' });
const stops = [];
try {
  const filled = await fill(client);
  const api = await startApi(redis);
  const asker = startAsker();
  stops.push(api.stop, asker.stop);
  const results = new Map();
  for (const name of wanted.length > 0 ? wanted : ORDER) {
    const section = new Section();
    section.say(`## ${name}`);
    section.say();
    section.say(`\`node tests/bench/api.bench.mjs ${name}\`; ${machineLine()}.`);
    await sections[name](section, { api, asker, redis, ...filled });
    results.set(name, section.toString());
  }
  if (!isQuick) keepResults(file, ORDER, results, OPENING);
} finally {
  for (const stop of stops) stop();
  client.disconnect();
  await redis.stop();
}
