import http from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import { failureOf, OutboundFailure } from './outbound-failure';

/** A connection to `authority` (address and port) through a proxy, by CONNECT (RFC 9110 §9.3.6). */
export function openTunnel(proxy: URL, authority: string, signal: AbortSignal): Promise<Socket> {
  const { request } = proxy.protocol === 'https:' ? https : http;
  const headers: Record<string, string> = { Host: authority };
  if (proxy.username) {
    const credentials = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
    headers['Proxy-Authorization'] = `Basic ${Buffer.from(credentials).toString('base64')}`;
  }
  return new Promise((resolve, reject) => {
    const options = { method: 'CONNECT', hostname: proxy.hostname.replace(/^\[|\]$/g, ''), port: proxy.port || undefined };
    const asking = request({ ...options, path: authority, headers, agent: false, signal });
    asking.on('connect', ({ statusCode }, socket) => {
      if (statusCode === 200) return resolve(socket as Socket);
      socket.destroy();
      reject(new OutboundFailure('proxy', `the proxy answered ${statusCode}`));
    });
    asking.on('response', (answer) => {
      answer.destroy();
      reject(new OutboundFailure('proxy', `the proxy answered ${answer.statusCode}`));
    });
    asking.on('error', (error) => reject(new OutboundFailure('proxy', `OUTBOUND_PROXY: ${failureOf(error).message}`)));
    asking.end();
  });
}
