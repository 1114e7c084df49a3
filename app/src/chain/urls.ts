/**
 * Where nodes are.
 */

/** What is wrong with the address of a node; nothing if it may be one. */
export function urlProblem(text: string, protocols: readonly string[] = ["http:", "https:"]): string | undefined {
  try {
    const { protocol } = new URL(text);
    const names = protocols.map((name) => `${name}//`).join(" or ");
    return protocols.includes(protocol) ? undefined : `The address begins with ${protocol}//, and needs ${names}`;
  } catch {
    return `This is not an address of a node: write one such as ${protocols[0]}//127.0.0.1:8899`;
  }
}

/**
 * Where a node usually takes subscriptions: on the next port where its address names one, as Solana's own nodes do, and at the
 * same address otherwise.
 */
export function usualWsUrl(url: string): string {
  const { protocol, hostname, port, pathname, search } = new URL(url);
  const next = port ? `:${Number(port) + 1}` : "";
  return `${protocol === "https:" ? "wss:" : "ws:"}//${hostname}${next}${pathname}${search}`;
}
