// Learns XOR with chapter two_layer. From the repository's root, in one call:
//
// cc -std=c11 -O2 -ffp-contract=off -Icsrc examples/c/xor.c csrc/*.c csrc/fast/*.c -lm -pthread

#include <stdio.h>
#include <stdlib.h>

#include "refnet.h"

int main(void)
{
    const double inputs[4][2] = {{0, 0}, {0, 1}, {1, 0}, {1, 1}},
                 targets[4][1] = {{0}, {1}, {1}, {0}};
    const double weights1[2][3] = {{0.6, -0.4, 0.9}, {0.7, -0.8, -0.5}}, bias1[3] = {0};
    const double weights2[3][1] = {{0.4}, {-0.3}, {0.8}}, bias2[1] = {0};
    const int64_t record[] = {5000}; /* the iterations that are reported */
    const refnet_two_layer_request request = {.inputs = *inputs,
                                              .targets = *targets,
                                              .weights1 = *weights1,
                                              .weights2 = *weights2,
                                              .bias1 = bias1,
                                              .bias2 = bias2,
                                              .m = 4,
                                              .n = 2,
                                              .h = 3,
                                              .k = 1,
                                              .learning_rate = 1.0,
                                              .iterations = 5000,
                                              .record = record,
                                              .records = 1};
    double loss[1], outputs[4], w1[6], w2[3], b1[3], b2[1];
    const refnet_two_layer_trials trials = {loss, outputs, w1, w2, b1, b2};
    void *workspace = malloc(refnet_two_layer_workspace(4, 2, 3, 1));
    if (workspace == NULL) {
        fprintf(stderr, "no memory\n");
        return EXIT_FAILURE;
    }
    const refnet_status status = refnet_two_layer(&request, workspace, &trials);
    free(workspace);
    if (status.code == REFNET_DIVERGED) {
        fprintf(stderr, "%s became infinite or NaN\n", status.field);
        return EXIT_FAILURE;
    }
    if (status.code != REFNET_OK) {
        fprintf(stderr, "%s is not valid\n", status.field);
        return EXIT_FAILURE;
    }
    for (size_t i = 0; i < 4; i++) {
        printf("%.0f xor %.0f = %.3f\n", inputs[i][0], inputs[i][1], outputs[i]);
    }
    return EXIT_SUCCESS;
}
