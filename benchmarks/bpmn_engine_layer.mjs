// Runs a process on bpmn-engine from start to end and prints the processor milliseconds of a case:
// `memory` within one engine, `recovered` with its state saved at every wait and a fresh engine for every step.
import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';

import { Engine } from 'bpmn-engine';

const [file, cases, rounds] = process.argv.slice(2);
const source = readFileSync(file, 'utf8');

/** Completes every task at once, in one engine. */
async function inMemory() {
  const engine = new Engine({ name: 'p10', source });
  const listener = new EventEmitter();
  const ended = new Promise((resolve, reject) => {
    engine.once('end', resolve);
    engine.once('error', reject);
  });
  let steps = 1;
  listener.on('activity.wait', (task) => {
    steps += 1;
    setImmediate(() => task.signal());
  });
  await engine.execute({ listener });
  await ended;
  return steps;
}

/** Completes one task at a time; what is kept between two is text. */
async function recovered() {
  let kept = null;
  for (let steps = 0; ; steps += 1) {
    const engine = kept ? new Engine({ name: 'p10' }).recover(JSON.parse(kept)) : new Engine({ name: 'p10', source });
    const listener = new EventEmitter();
    const waiting = [];
    listener.on('activity.wait', (task) => waiting.push(task));
    const api = kept ? await engine.resume({ listener }) : await engine.execute({ listener });
    if (kept) waiting[0].signal();
    if (api.state === 'idle' || engine.state === 'idle') return steps + 1;
    kept = JSON.stringify(await engine.getState());
    await engine.stop();
  }
}

/** Returns the median over the rounds of the processor milliseconds one case takes. */
async function measure(play) {
  const spent = [];
  for (let round = 0; round <= Number(rounds); round += 1) {
    const before = process.cpuUsage();
    for (let n = 0; n < Number(cases); n += 1) {
      const steps = await play();
      if (steps !== 4) throw new Error(`a case took ${steps} durable steps`);
    }
    const { user, system } = process.cpuUsage(before);
    if (round > 0) spent.push((user + system) / 1000 / Number(cases));
  }
  return spent.sort((a, b) => a - b)[Math.floor(spent.length / 2)];
}

console.log(JSON.stringify({ memory: await measure(inMemory), recovered: await measure(recovered) }));
