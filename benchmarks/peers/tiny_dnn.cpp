/* LeNet-5 in tiny-dnn: a shared library for in_tiny_dnn.py, so that only tiny-dnn is measured. */

#include <tiny_dnn/config.h>
#undef CNN_USE_GEMMLOWP /* for quantized layers */
#include <tiny_dnn/tiny_dnn.h>

#include <algorithm>
#include <cmath>
#include <vector>

using namespace tiny_dnn;

namespace
{

const int SIDE = 28, PIXELS = SIDE * SIDE, CLASSES = 10;
const size_t CHUNK = 100; /* predict so many samples at a time: faster than all at once */

/* Adam as the other libraries have it. tiny-dnn's own counts a step for each array of weights. */
struct adam_by_steps : public stateful_optimizer<2> {
    float rate = 0, beta_1 = 0, beta_2 = 0, epsilon = 0;
    std::unordered_map<const vec_t *, int> steps;

    void reset() override
    {
        stateful_optimizer<2>::reset();
        steps.clear();
    }

    void update(const vec_t &gradients, vec_t &weights, bool) override
    {
        vec_t &momentums = get<0>(weights);
        vec_t &velocities = get<1>(weights);
        const int step = ++steps[&weights];
        const float scaled = static_cast<float>(rate * std::sqrt(1 - std::pow(beta_2, step)) /
                                                (1 - std::pow(beta_1, step)));
        for (size_t i = 0; i < weights.size(); i++) {
            const float g = gradients[i];
            momentums[i] += (g - momentums[i]) * (1 - beta_1);
            velocities[i] += (g * g - velocities[i]) * (1 - beta_2);
            weights[i] -= scaled * momentums[i] / (std::sqrt(velocities[i]) + epsilon);
        }
    }
};

struct bench {
    network<sequential> net;
    adam_by_steps optimizer;
    std::vector<vec_t *> weights;
    std::vector<vec_t> inputs, targets, outputs;
};

} // namespace

extern "C" {

/* inputs [examples][28][28], classes [examples] */
bench *bench_make(size_t examples, const float *inputs, const int *classes)
{
    using namespace tiny_dnn::activation;
    bench *made = new bench;
    made->net << convolutional_layer<relu>(SIDE, SIDE, 5, 1, 6, padding::same)
              << average_pooling_layer<identity>(28, 28, 6, 2)
              << convolutional_layer<relu>(14, 14, 5, 6, 16)
              << average_pooling_layer<identity>(10, 10, 16, 2)
              << fully_connected_layer<relu>(400, 120) << fully_connected_layer<relu>(120, 84)
              << fully_connected_layer<softmax>(84, CLASSES);
    made->net.init_weight();
    for (size_t i = 0; i < made->net.layer_size(); i++) {
        std::vector<vec_t *> parts = made->net[i]->weights();
        if (made->net[i]->layer_type() == "ave-pool") {
            /* tiny-dnn's pools have weights and biases, as in LeNet's days */
            made->net[i]->set_trainable(false);
            std::fill(parts[0]->begin(), parts[0]->end(), 1.0f);
            std::fill(parts[1]->begin(), parts[1]->end(), 0.0f);
        } else {
            made->weights.insert(made->weights.end(), parts.begin(), parts.end());
        }
    }
    for (size_t i = 0; i < examples; i++) {
        made->inputs.emplace_back(inputs + i * PIXELS, inputs + (i + 1) * PIXELS);
        made->targets.emplace_back(CLASSES, 0.0f);
        made->targets.back()[classes[i]] = 1.0f;
    }
    return made;
}

void bench_adam(bench *made, float rate, float beta_1, float beta_2, float epsilon)
{
    made->optimizer.rate = rate;
    made->optimizer.beta_1 = beta_1;
    made->optimizer.beta_2 = beta_2;
    made->optimizer.epsilon = epsilon;
}

/* weights: kernel and bias of each layer, channels first */
void bench_reset(bench *made, const float *weights)
{
    for (vec_t *part : made->weights) {
        std::copy(weights, weights + part->size(), part->begin());
        weights += part->size();
    }
}

void bench_weights(bench *made, float *weights)
{
    for (const vec_t *part : made->weights) {
        weights = std::copy(part->begin(), part->end(), weights);
    }
}

void bench_train(bench *made, size_t batch, int epochs)
{
    made->net.fit<cross_entropy_multiclass>(made->optimizer, made->inputs, made->targets, batch,
                                            epochs);
}

void bench_predict(bench *made)
{
    made->outputs.clear();
    for (size_t start = 0; start < made->inputs.size(); start += CHUNK) {
        const size_t stop = std::min(start + CHUNK, made->inputs.size());
        std::vector<tensor_t> chunk;
        for (size_t i = start; i < stop; i++) {
            chunk.push_back({made->inputs[i]});
        }
        for (const tensor_t &output : made->net.predict(chunk)) {
            made->outputs.push_back(output[0]);
        }
    }
}

void bench_outputs(bench *made, float *outputs)
{
    for (const vec_t &output : made->outputs) {
        outputs = std::copy(output.begin(), output.end(), outputs);
    }
}
}
