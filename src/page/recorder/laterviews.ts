import { DetailsDialog } from '../details/detailsdialog.tsx';
import { OptionsDialog } from '../options/optionsdialog.tsx';
import { OptionsLine } from '../options/optionsline.tsx';
import { KeepOpen } from './keepopen.tsx';
import { Live } from './live.tsx';
import { LiveNotes } from './livenotes.tsx';
import { SpaceNote } from './spacenote.tsx';
import { Summary } from './summary.tsx';

/** What the recorder shows beside its buttons, clock and state: one file, loaded after the first paint. */
export const laterViews = { DetailsDialog, KeepOpen, Live, LiveNotes, OptionsDialog, OptionsLine, SpaceNote, Summary };
