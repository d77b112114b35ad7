/* Which of csrc/lanes/ is used. */

#include "lanes.h"

const refnet_lanes *refnet_lanes_in_use(void)
{
#ifdef __x86_64__
    static const refnet_lanes *const lanes[] = {&refnet_lanes_baseline, &refnet_lanes_avx2,
                                                &refnet_lanes_avx512, &refnet_lanes_zen4};
    return lanes[refnet_isa_in_use()];
#else
    return &refnet_lanes_baseline;
#endif
}
