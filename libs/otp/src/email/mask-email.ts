/** The first letter and the domain: enough to know one's own address by. */
export function maskEmail(address: string): string {
  const at = address.lastIndexOf('@');
  const [local, domain] = [address.slice(0, at), address.slice(at + 1)];
  const shown = [...local].length > 1 ? [...local][0] : '';
  return `${shown}***@${domain}`;
}
