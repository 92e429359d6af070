// Copies the address of a feed. Without this script the button is not shown, and the address is
// there to be selected.
const status = document.querySelector("[data-copy-status]");

async function copy(button) {
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
  } catch {
    // Without https a browser lets nobody write the clipboard but its own command.
    getSelection().selectAllChildren(button.parentElement.querySelector("code"));
    if (!document.execCommand("copy")) return;
  }
  status.textContent = button.dataset.copied;
  const label = button.textContent;
  button.textContent = button.dataset.copied;
  setTimeout(() => { button.textContent = label; status.textContent = ""; }, 2000);
}

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", () => copy(button));
}
