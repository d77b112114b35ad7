/* The constants of chapter elementary; not part of the API. The bits of each stand in SPEC.md. */
#ifndef REFNET_CONSTANTS_H
#define REFNET_CONSTANTS_H

#define LOG2_E 1.4426950408889634
#define LN2_HIGH 0.6931471803691238
#define LN2_LOW 1.9082149292705877e-10
#define SQRT_HALF 0.7071067811865476
#define ROUNDER 6755399441055744.0

#endif
