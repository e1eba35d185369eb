import { render, type ComponentChild } from 'preact';

/** Shows a dialog over whatever is on the screen, wherever it was asked for. `view` is given the way to close it. */
export function openOver(view: (close: () => void) => ComponentChild): void {
  const place = document.createElement('div');
  document.body.append(place);
  const close = () => {
    render(null, place);
    place.remove();
  };
  render(view(close), place);
}
