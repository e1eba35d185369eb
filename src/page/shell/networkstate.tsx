import type { Batch } from '../library/sending.ts';
import { networkLine } from './networkline.ts';

/** The state of the network as a fact, not as an alarm: a full dot or an empty one, and words. */
export function NetworkState({ online, waiting, batch }: { online: boolean; waiting: number; batch: Batch }) {
  return (
    <p class="network" data-testid="network">
      <span class={online ? 'dot' : 'dot dot-off'} />
      {networkLine(online, waiting, batch)}
    </p>
  );
}
