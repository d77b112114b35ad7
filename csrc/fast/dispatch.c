/* Which table of kernels is used. */

#include "tables.h"

const refnet_kernels *refnet_kernels_in_use(void)
{
    static const refnet_kernels *const tables[] = {
        &refnet_kernels_plain, &refnet_kernels_baseline,
#ifdef __x86_64__
        &refnet_kernels_avx2,  &refnet_kernels_avx512,   &refnet_kernels_zen4,
#endif
    };
    return tables[refnet_isa_in_use()];
}
