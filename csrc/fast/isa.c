/* Which instruction sets the processor has, and which one is in use. */

#include <stdatomic.h>

#include "../processor.h"

#if defined(__x86_64__) && defined(__GNUC__)
#include <cpuid.h>

/* Return the registers that the operating system saves: XCR0. */
static unsigned saved_registers(void)
{
    unsigned low, high;
    __asm__("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
    return low;
}

static int is_zen_4(void)
{
    unsigned a = 0, b = 0, c = 0, d = 0;
    __get_cpuid(0, &a, &b, &c, &d);
    int is_amd = b == signature_AMD_ebx && c == signature_AMD_ecx && d == signature_AMD_edx;
    __get_cpuid(1, &a, &b, &c, &d);
    unsigned family = ((a >> 8) & 0xf) + ((a >> 20) & 0xff);
    return is_amd && family == 0x19; /* also that of Zen 3, which has no AVX-512 */
}

refnet_isa refnet_best_isa(void)
{
    const unsigned fma = 1u << 12, osxsave = 1u << 27, avx2 = 1u << 5, avx512f = 1u << 16;
    const unsigned ymm = 0x06, zmm = 0xe6; /* the registers of AVX; those of AVX-512 */
    unsigned a, b, c, d;
    if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & osxsave) || !(c & fma) ||
        (saved_registers() & ymm) != ymm || !__get_cpuid_count(7, 0, &a, &b, &c, &d) ||
        !(b & avx2)) {
        return REFNET_ISA_BASELINE;
    }
    if (!(b & avx512f) || (saved_registers() & zmm) != zmm) {
        return REFNET_ISA_AVX2;
    }
    return is_zen_4() ? REFNET_ISA_ZEN4 : REFNET_ISA_AVX512;
}
#else
refnet_isa refnet_best_isa(void)
{
    return REFNET_ISA_BASELINE;
}
#endif

static _Atomic int chosen = -1; /* none so far: the first that asks finds the best */

refnet_isa refnet_isa_in_use(void)
{
    int isa = atomic_load_explicit(&chosen, memory_order_relaxed);
    if (isa < 0) {
        const int best = (int)refnet_best_isa();
        if (atomic_compare_exchange_strong(&chosen, &isa, best)) {
            isa = best; /* otherwise isa is what another thread has chosen meanwhile */
        }
    }
    return (refnet_isa)isa;
}

int refnet_use_isa(refnet_isa isa)
{
    refnet_isa best = refnet_best_isa();
    int is_here =
        (unsigned)isa <= (unsigned)best || (isa == REFNET_ISA_ZEN4 && best == REFNET_ISA_AVX512);
    if (!is_here) {
        return 0;
    }
    atomic_store_explicit(&chosen, (int)isa, memory_order_relaxed);
    return 1;
}
