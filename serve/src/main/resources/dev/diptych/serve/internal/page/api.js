// Calls of the server.

/** An answer with an error. */
export class ApiError extends Error {
  constructor(status, error) {
    super(error.message);
    this.status = status;
    this.code = error.code;
  }
}

let onUnauthorized = () => {};

/** Called when the session has ended. */
export function whenUnauthorized(call) {
  onUnauthorized = call;
}

async function request(method, path, body, signal) {
  const response = await fetch(path, {
    method,
    signal,
    headers: body === undefined ? {} : {'Content-Type': 'application/json'},
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  if (response.ok) {
    return response.json();
  }
  let error;
  try {
    error = (await response.json()).error;
  } catch {
    error = {message: 'HTTP ' + response.status, code: null};
  }
  if (response.status === 401 && path !== '/session') {
    onUnauthorized();
  }
  throw new ApiError(response.status, error);
}

export const get = (path, signal) => request('GET', path, undefined, signal);
export const post = (path, body, signal) => request('POST', path, body, signal);
export const remove = (path, signal) => request('DELETE', path, undefined, signal);
