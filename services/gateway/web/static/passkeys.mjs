// Passkeys (WebAuthn level 3): asks the device, puts its answer into the form, sends the form. All else is the server's.
let waiting;

async function answer(form, how) {
  const failed = form.querySelector("[role=alert]");
  failed.hidden = true;
  try {
    const options = JSON.parse(form.dataset.options);
    const credential =
      form.dataset.passkey === "create"
        ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
        : await navigator.credentials.get({
            publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options),
            ...how,
          });
    form.elements.response.value = JSON.stringify(credential.toJSON());
    // Not requestSubmit: that would ask again.
    form.submit();
  } catch (error) {
    failed.hidden = error.name === "AbortError" || how.mediation === "conditional";
  }
}

async function offerInAutofill(form) {
  if (await PublicKeyCredential.isConditionalMediationAvailable?.()) {
    waiting = new AbortController();
    await answer(form, { mediation: "conditional", signal: waiting.signal });
  }
}

if (window.PublicKeyCredential?.parseRequestOptionsFromJSON) {
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      waiting?.abort();
      answer(form, {});
    });
    if ("autofill" in form.dataset) {
      offerInAutofill(form);
    }
  }
}
