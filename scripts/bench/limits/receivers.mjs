import http from 'node:http';

/** A server on loopback with a path for each receiver, which answers 204 at once, or never. */
export async function startReceivers() {
  const arrivals = new Map();
  const hanging = new Set();
  const server = http.createServer((request, response) => {
    arrivals.get(request.url)?.push(performance.now());
    request.resume();
    if (!hanging.has(request.url)) request.on('end', () => response.writeHead(204).end());
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  return {
    port,
    /** @returns {{ url: string, received: number[], hangs: boolean }} `received`: when each request came, in ms of this process */
    open(hangs) {
      const path = `/${arrivals.size}`;
      const received = [];
      arrivals.set(path, received);
      if (hangs) hanging.add(path);
      return { url: `http://127.0.0.1:${port}${path}`, received, hangs };
    },
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}
