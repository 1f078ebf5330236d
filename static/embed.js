// For embedding sites: sets the height of every frame of this wizard to the height of the page in it.
(() => {
  const home = new URL(document.currentScript.src).origin;
  const frames = () => [...document.querySelectorAll('iframe')].filter((frame) => frame.src.startsWith(`${home}/`));
  const known = new WeakSet();
  addEventListener('message', ({ data, origin, source }) => {
    const frame = frames().find((frame) => frame.contentWindow === source);
    const { height, at } = data?.popOrImap ?? {};
    if (!frame || origin !== home || !(height > 0)) return;
    const border = getComputedStyle(frame).boxSizing === 'border-box' ? frame.offsetHeight - frame.clientHeight : 0;
    frame.style.height = `${height + border}px`;
    if (!known.has(frame)) {
      // On the first page, keep the embedding site's own content in view.
      known.add(frame);
      return;
    }
    const { top } = frame.getBoundingClientRect();
    if (at === 0 && top < 0) frame.scrollIntoView();
    if (at > 0 && (top + at < 0 || top + at > innerHeight * 0.8)) scrollBy(0, top + at);
  });
  // A frame that loaded before this script has already posted its height, so ask it again.
  for (const frame of frames()) frame.contentWindow.postMessage({ popOrImap: {} }, '*');
})();
