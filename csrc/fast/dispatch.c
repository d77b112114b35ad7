/* Which of csrc/lanes/ is used. */

#include "lanes.h"

const refnet_lanes *refnet_lanes_for(size_t n)
{
#ifdef __x86_64__
    static const refnet_lanes *const lanes[] = {&refnet_lanes_baseline, &refnet_lanes_avx2,
                                                &refnet_lanes_avx512, &refnet_lanes_zen4};
    const size_t half_of_avx512 = 32 / sizeof(real);
    refnet_isa isa = refnet_isa_in_use();
    return lanes[isa > REFNET_ISA_AVX2 && n <= half_of_avx512 ? REFNET_ISA_AVX2 : isa];
#else
    (void)n;
    return &refnet_lanes_baseline;
#endif
}
