// The chat whose list this is, as the service last told.

let chat = null;

export function me() {
  return chat;
}

export function setMe(told) {
  chat = told;
}

export function zone() {
  return chat.time_zone;
}
