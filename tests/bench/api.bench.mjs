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
const FINE = { rounds: isQuick ? 5 : 11, seconds: 0.5 };
/** And by processes of their own: where a process happens to lie in memory is a tenth of what an answer costs it. */
const PAIRS = isQuick ? 2 : 7;
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
  async hot(section, { redis, asker, key, urls }) {
    const paths = urls.slice(0, 200).map((url) => target(key, url));
    await besideBare(section, { redis, asker, paths });
  },
  async unmodified(section, { redis, asker, key, urls }) {
    await besideBare(section, { redis, asker, paths: [target(key, urls[0])], isHeld: true });
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
    const ask = async (connections, seconds) =>
      asker.ask({ port: api.port, requests, connections, seconds });
    const many = 10 * CONNECTIONS;
    const rounds = [];
    for (let round = 0; round <= ROUNDS; round += 1) {
      const seen = {
        peak: (await ask(CONNECTIONS, SECONDS))[200],
        overload: await ask(many, 2 * SECONDS),
        after: (await ask(CONNECTIONS, SECONDS))[200],
      };
      if (round > 0) rounds.push(seen);
    }
    const nobody = { perSecond: 0, p50: 0, p99: 0 };
    const of = {
      peak: ({ peak }) => peak,
      answered: ({ overload }) => overload[200] ?? nobody,
      refused: ({ overload }) => overload[503] ?? nobody,
      after: ({ after }) => after,
    };
    const over = (which, name) => median(rounds.map((round) => of[which](round)[name]));
    const rowOver = (name, which) => {
      const figures = ['perSecond', 'p50', 'p99'].map((figure) => [figure, over(which, figure)]);
      return row(name, { ...Object.fromEntries(figures), cpu: 0 }).slice(0, 4);
    };
    section.table(HEADINGS.slice(0, 4), [
      rowOver(`peak: ${CONNECTIONS} connections`, 'peak'),
      rowOver(`answered of ${many}`, 'answered'),
      rowOver('refused of them', 'refused'),
      rowOver('right after it', 'after'),
    ]);
    const besidePeak = (which) =>
      median(rounds.map((round) => of[which](round).perSecond / round.peak.perSecond));
    const kept = besidePeak('answered');
    section.budget('D-10', 'goodput at ten times / peak', '≥ .8', ratio(kept), kept >= 0.8);
    const late = over('answered', 'p99');
    section.budget(
      'D-10',
      'p99 of who is answered',
      '< 1 s',
      `${Math.round(late)} ms`,
      late < 1_000,
    );
    const refusedMs = over('refused', 'p50');
    section.budget(
      'D-10',
      'refused within',
      '< 100 ms',
      `${Math.round(refusedMs)} ms (p50)`,
      refusedMs < 100,
    );
    const back = besidePeak('after');
    section.budget('D-10', 'right after it / peak', '≥ .8', ratio(back), back >= 0.8);
  },
  async two(section, { api, asker, redis, key, urls }) {
    const paths = urls.slice(0, 200).map((url) => target(key, url));
    const answer = await answerOf(api.port, paths[0]);
    const kinds = {
      'bare node:http': [await startBare(answer), await startBare(answer)],
      API: [api, await startApi(redis)],
    };
    const askers = [asker, startAsker()];
    const requests = paths.map((path) => requestOf(path));
    const ask = (at, { port }) =>
      askers[at].ask({ port, requests, connections: 32, seconds: SECONDS });
    const rounds = { 'bare node:http': [], API: [] };
    for (let round = 0; round <= ROUNDS; round += 1) {
      for (const [kind, servers] of Object.entries(kinds)) {
        // Each of the two alone: no two processes are alike.
        const alone = [];
        for (const server of servers)
          alone.push(await measured([server], async () => [await ask(0, server)]));
        const one = Object.fromEntries(
          Object.keys(alone[0]).map((name) => [name, (alone[0][name] + alone[1][name]) / 2]),
        );
        const both = await measured(servers, async () =>
          Promise.all(servers.map((server, at) => ask(at, server))),
        );
        if (round > 0) rounds[kind].push({ one, both });
      }
    }
    for (const server of kinds['bare node:http']) server.stop();
    kinds.API[1].stop();
    askers[1].stop();
    section.table(
      ['', 'requests/s by the clock', 'CPU µs a request', 'requests a second of one core each'],
      Object.entries(rounds).flatMap(([kind, seen]) =>
        ['one', 'both'].map((which) => {
          const of = (name) => median(seen.map((round) => round[which][name]));
          return [
            `${kind}, ${which === 'one' ? 'one process' : 'two processes'}`,
            Math.round(of('perSecond')),
            of('cpu').toFixed(1),
            Math.round(of('capacity')),
          ];
        }),
      ),
    );
    const gains = Object.fromEntries(
      Object.entries(rounds).map(([kind, seen]) => [
        kind,
        median(seen.map(({ one, both }) => both.capacity / one.capacity)),
      ]),
    );
    section.say(
      `On ${cpus().length} cores, which the askers and Redis use too, two processes cannot answer twice as much by the clock; what one core of each could is told by the processor time that a request takes. Where two cores are one in truth, that grows with what the other does: two bare servers gain ${ratio(gains['bare node:http'])} here.`,
    );
    section.budget('H3', 'two processes / one', '≥ 1.8', ratio(gains.API), gains.API >= 1.8);
  },
};

/** What servers could answer, each with a core of its own. */
async function measured(servers, run) {
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

/** Answers from memory beside a bare server that sends the first of them: medians over pairs of processes. */
async function besideBare(section, { redis, asker, paths, isHeld = false }) {
  const pairs = [];
  for (let pair = 0; pair < PAIRS; pair += 1)
    pairs.push(await onePair({ redis, asker, paths, isHeld }));
  const over = (place) =>
    Object.fromEntries(
      ['perSecond', 'p50', 'p99', 'cpu'].map((name) => [
        name,
        median(pairs.map(({ figures }) => figures[place][name])),
      ]),
    );
  section.table(HEADINGS, [row('bare node:http', over(0)), row('API', over(1))]);
  const ofPairs = pairs.map(({ shares }) => median(shares)).sort((a, b) => a - b);
  section.say(`By pair of processes: ${ofPairs.map(ratio).join(', ')}.`);
  const share = median(ofPairs);
  const name = isHeld ? '304 / bare' : 'hot answer / bare';
  section.budget('H1', name, '≥ .85', ratio(share), share >= 0.85);
}

async function onePair({ redis, asker, paths, isHeld }) {
  const api = await startApi(redis);
  // Whole first, so that it is in memory and its tag is known.
  const first = await globalThis.fetch(`http://127.0.0.1:${api.port}${paths[0]}`);
  const tag = first.headers.get('etag');
  const held = isHeld ? { 'if-none-match': tag } : {};
  const answer = await answerOf(api.port, paths[0], held);
  const bare = await startBare(answer);
  const lines = isHeld ? `If-None-Match: ${tag}\r\n` : '';
  for (const path of paths)
    await (await globalThis.fetch(`http://127.0.0.1:${api.port}${path}`)).arrayBuffer();
  const requests = paths.map((path) => requestOf(path, lines));
  const contender = (server) => ({ server, requests: () => requests, status: answer.status });
  const found = await inRounds(asker, [contender(bare), contender(api)], FINE);
  bare.stop();
  api.stop();
  return found;
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
