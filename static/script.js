// Enhancements only: every page works whole without this file.
(() => {
  for (const button of document.querySelectorAll('[data-print]')) {
    button.hidden = false;
    button.addEventListener('click', () => window.print());
  }
  for (const line of document.querySelectorAll('[data-today]')) {
    line.append(new Date().toLocaleDateString(document.documentElement.lang, { dateStyle: 'long' }));
    line.hidden = false;
  }
  for (const part of document.querySelectorAll('[data-fold]')) {
    // Open without a script, and where a summary is not shown.
    part.open = !matchMedia('(max-width: 63.99rem)').matches || location.hash === `#${part.parentElement.id}`;
    document.addEventListener('click', ({ target }) => {
      if (target.closest?.('a')?.hash === `#${part.parentElement.id}`) part.open = true;
    });
  }
  for (const part of document.querySelectorAll('[data-in-days]')) {
    const date = new Date();
    date.setDate(date.getDate() + Number(part.dataset.inDays));
    part.querySelector('time').textContent = date.toLocaleDateString(document.documentElement.lang, { year: 'numeric', month: 'long' });
    part.hidden = false;
  }
  const copying = document.querySelectorAll('[data-copy]');
  if (navigator.clipboard && copying.length) {
    const status = document.createElement('p');
    status.className = 'away';
    status.setAttribute('role', 'status');
    document.getElementById('main').prepend(status);
    for (const button of copying) {
      const words = [...button.childNodes];
      let timer;
      button.hidden = false;
      button.addEventListener('click', async () => {
        const source = document.getElementById(button.dataset.copy);
        try {
          await navigator.clipboard.writeText(source.textContent);
        } catch {
          // Inside another site that does not allow it: selected, it can be copied by hand.
          getSelection().selectAllChildren(source);
          return;
        }
        button.textContent = status.textContent = button.dataset.done;
        clearTimeout(timer);
        timer = setTimeout(() => {
          button.replaceChildren(...words);
          status.textContent = '';
        }, 3000);
      });
    }
  }
  document.querySelector('.error-summary')?.focus();
  if (document.querySelector('#helped [role=status]')) {
    // Remove `sent`, so that a visitor who gets this address from the address bar sees the question as well.
    const address = new URL(location);
    address.searchParams.delete('sent');
    history.replaceState(null, '', address);
  }
  if (parent !== window) {
    // Inside another site: its embed.js sets the height of the frame and scrolls to the target of a link.
    const root = document.documentElement;
    const postHeight = (at) => {
      parent.postMessage({ popOrImap: { height: Math.ceil(root.getBoundingClientRect().height), at } }, '*');
    };
    const postTarget = (hash) => {
      const target = document.getElementById(hash.slice(1)) ?? root;
      postHeight(Math.floor(target.getBoundingClientRect().top - root.getBoundingClientRect().top));
    };
    postTarget(location.hash);
    // Chromium crashes on transitions in a frame that is as high as its page.
    addEventListener('pageswap', ({ viewTransition }) => viewTransition?.skipTransition());
    new ResizeObserver(() => postHeight()).observe(root);
    addEventListener('message', ({ data, source }) => { if (source === parent && data?.popOrImap) postHeight(); });
    addEventListener('click', ({ target }) => {
      const link = target.closest?.('a[href^="#"]');
      if (link) postTarget(link.hash);
    });
  }
})();
