/** A right code: the wrong ones of its method are forgotten, and it was used now. A recovery factor's has no row, and none is touched. */
export function usedMethod(id: string, condition = 'true'): string {
  return `update two_factor_methods set last_used_at = now(), failures_in_a_row = 0 where id = ${id}::uuid and ${condition}`;
}
