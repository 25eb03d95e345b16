import { BlockList, isIP } from 'node:net';
import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { problems } from '@countersign/kernel';
import { Channels } from '../../channels/channels';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/**
 * The inbox shows codes and links in clear: it is there in development only, while a kind of message has no real transport
 * (elsewhere 404, like any unknown route), and for callers of this machine. The socket's own address counts, never X-Forwarded-For. The Host must name this machine too,
 * or a page of another site could read the inbox through a name of its own that points to 127.0.0.1 (DNS rebinding).
 */
@Injectable()
export class DevInboxGuard implements CanActivate {
  constructor(private readonly channels: Channels) {}

  canActivate(context: ExecutionContext): boolean {
    if (!this.channels.hasInbox) throw problems.not_found();
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (isLoopbackAddress(request.raw.socket.remoteAddress) && isLoopbackHost(request.headers.host)) return true;
    throw problems.forbidden({}, { detail: 'The development inbox answers callers of its own machine only, under localhost or 127.0.0.1.' });
  }
}

export function isLoopbackAddress(address: string | undefined): boolean {
  const family = isIP(address ?? '');
  return family !== 0 && loopback.check(address ?? '', family === 4 ? 'ipv4' : 'ipv6');
}

export function isLoopbackHost(host: string | undefined): boolean {
  if (!host || !URL.canParse(`http://${host}`)) return false;
  const name = new URL(`http://${host}`).hostname.replace(/^\[|\]$/g, '');
  return name === 'localhost' || name.endsWith('.localhost') || isLoopbackAddress(name);
}
