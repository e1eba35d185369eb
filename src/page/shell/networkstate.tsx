import type { Reach } from '../../core/connectivity/connectivity.ts';
import type { Batch } from '../library/sending.ts';
import { networkLine } from './networkline.ts';

/** The state of the network as a fact, not as an alarm: a full dot or an empty one, and words. */
export function NetworkState({ reach, slow = false, waiting, batch }: { reach: Reach; slow?: boolean; waiting: number; batch: Batch }) {
  return (
    <p class="network" data-testid="network">
      <span class={reach === 'online' ? 'dot' : 'dot dot-off'} />
      {networkLine(reach, waiting, batch, slow)}
    </p>
  );
}
