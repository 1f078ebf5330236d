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
  if (navigator.clipboard) {
    for (const button of document.querySelectorAll('[data-copy]')) {
      const words = button.textContent;
      button.hidden = false;
      button.setAttribute('aria-live', 'polite');
      button.addEventListener('click', async () => {
        await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
        button.textContent = button.dataset.done;
        setTimeout(() => { button.textContent = words; }, 3000);
      });
    }
  }
  document.querySelector('.error-summary')?.focus();
})();
