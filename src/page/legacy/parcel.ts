import { concat, type Bytes } from '../../core/bytes.ts';
import { MAX_CUT_BYTES } from '../../core/capture/cutsegment.ts';
