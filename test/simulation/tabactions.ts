import type { TextSubject } from '../../src/core/seal/format.ts';
import type { Action } from './action.ts';
import { passEvenly } from './evenly.ts';
import type { Tab } from './tab.ts';
import type { World } from './world.ts';

/** What may happen in and to one page that is not frozen. */
export function actionsOf(world: World, tab: Tab): Action[] {
  const { plan, turns, time } = world;
  const { life, recorder, microphone } = tab;
  const { phase } = recorder.view();
  const offered: Action[] = [];
  const offer = (weight: number, what: string, wanted: boolean, run: () => void | Promise<void>) => {
    if (wanted) offered.push({ weight, label: `${life.name}: ${what}`, run: () => turns.as(life, run) });
  };
  if (life.frozen) return [];
  const isOn = phase === 'recording' || phase === 'interrupted';
  offer(3, 'Record', phase === 'idle', () => void recorder.start());
  offer(1, 'Pause', isOn, tab.pause);
  offer(3, 'Resume', phase === 'paused', () => void recorder.resume());
  offer(1.5, 'Stop', isOn || phase === 'paused', tab.stop);
  offer(plan.manySegments ? 30 : 10, 'a slice', microphone.hears(), () => sliceAfterTime(world, tab));
  offer(2, 'time passes while it waits', phase === 'interrupted', () => waitAtLeast(world, 1_000));
  offer(1.5, 'Mark', phase === 'recording', tab.mark);
  offer(0.5, 'Send now', true, () => {
    world.hurriedAtMs.push(time.clock.monotonicMs());
    tab.sendNow();
  });
  offered.push(...textActions(world, tab));
  if (plan.room === 'changes') {
    offer(0.7, 'it is silent', microphone.room !== 'silent', () => setRoom(tab, 'silent'));
    offer(0.7, 'it is loud', microphone.room !== 'loud', () => setRoom(tab, 'loud'));
  } else if (plan.room !== microphone.room) setRoom(tab, plan.room);
  if (plan.microphoneTroubles) offered.push(...troublesOf(world, tab));
  return offered;
}

function troublesOf({ dice, turns }: World, { life, recorder, microphone, choose }: Tab): Action[] {
  const { troubles } = microphone;
  const offered: Action[] = [];
  const offer = (weight: number, what: string, wanted: boolean, run: () => void) => {
    if (wanted) offered.push({ weight, label: `${life.name}: ${what}`, run: () => turns.as(life, run) });
  };
  offer(0.7, 'the microphone is lost', microphone.hears(), microphone.lose);
  offer(0.7, 'the microphone is muted', microphone.flows(), microphone.mute);
  offer(3, 'the microphone is unmuted', microphone.isMuted(), microphone.unmute);
  offer(0.4, 'the recorder breaks', microphone.hears(), microphone.breakDown);
  offer(0.4, 'the recorder is stuck', microphone.flows(), microphone.getStuck);
  offer(0.5, 'no microphone can be opened', !troubles.refuses, () => (troubles.refuses = dice.pick(['microphone_busy', 'microphone_busy', 'microphone_missing', 'microphone_refused'])));
  offer(1.5, 'microphones can be opened again', troubles.refuses !== null, () => (troubles.refuses = null));
  offer(0.4, 'microphones are dead', !troubles.dead, () => (troubles.dead = dice.pick(['muted', 'alive'])));
  offer(1.5, 'microphones live again', troubles.dead !== null, () => (troubles.dead = null));
  offer(0.5, 'another microphone is chosen', true, choose);
  offer(recorder.view().phase === 'interrupted' ? 2 : 0.5, 'the list of microphones changes', true, () => recorder.look('devices'));
  offer(0.5, 'somebody looks at it', true, () => recorder.look('visible'));
  return offered;
}

const TEXTS: readonly TextSubject[] = [{ kind: 'title' }, { kind: 'note' }, { kind: 'patient' }, { kind: 'mark', mark: 0 }];

/** A person writes about one of their recordings, in whatever state it is, and sends what is parked for silence. */
function textActions({ dice, disk, turns }: World, { life, ownerId, write, sendAnyway }: Tab): Action[] {
  const rows = [...disk.recordings(ownerId).values()].map(({ row }) => row);
  if (rows.length === 0) return [];
  const silent = rows.filter(({ failure }) => failure?.code === 'no_sound');
  const writes: Action = { weight: 1, label: `${life.name}: a text is written`, run: () => turns.as(life, () => write(dice.pick(rows.slice(-3)).id, dice.pick(TEXTS), `text ${dice.below(100)}`)) };
  const sends: Action = { weight: 1, label: `${life.name}: silence is sent all the same`, run: () => turns.as(life, () => sendAnyway(dice.pick(silent).id)) };
  return silent.length > 0 ? [writes, sends] : [writes];
}

function sliceAfterTime(world: World, { microphone }: Tab): void | Promise<void> {
  const { dice, plan, time } = world;
  const ms = plan.manySegments ? 16_000 : dice.pick([250, 250, 1_000, 5_000, 16_000]);
  const kind = dice.chance(0.1) ? 'empty' : dice.chance(0.01) ? 'huge' : 'usual';
  if (plan.evenly) return passEvenly(world, Math.min(ms, 8_000));
  time.pass(ms);
  microphone.deliver(kind);
}

function waitAtLeast(world: World, ms: number): void | Promise<void> {
  if (world.plan.evenly) return passEvenly(world, ms);
  world.time.pass(ms);
}

function setRoom({ microphone }: Tab, room: Tab['microphone']['room']): void {
  microphone.settle();
  microphone.room = room;
}
