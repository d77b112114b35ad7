"""keras.layers."""

from refnet.keras_names.table import Namespace, by_name, words

_AS_IMAGES = "put a Reshape((1, steps, features)) before it, and one back after it"
_MERGED = "of the layers that take several inputs, there are Add, Average and Concatenate"
_MAXIMUM = "put a MaxPooling2D of the size of the image, and a Flatten"

LAYERS = Namespace(
    here=words(
        """
        Activation Add AveragePooling1D AvgPool1D AvgPool2D BatchNormalization Bidirectional
        Concatenate Conv1D Conv2D Convolution1D Convolution2D Dense ELU Embedding Flatten GRU
        GlobalAveragePooling1D GlobalAveragePooling2D GlobalAvgPool1D GlobalAvgPool2D
        GlobalMaxPool1D GlobalMaxPooling1D InputLayer LSTM Layer LeakyReLU Masking MaxPool1D
        MaxPool2D MaxPooling1D MaxPooling2D Normalization ReLU RepeatVector Reshape SimpleRNN
        Softmax ZeroPadding2D add concatenate
        """
    ),
    different=by_name(
        {
            "it is an Add and a Normalization that divides": "Average average",
            "the pool size is 2 by default, as in MaxPooling2D": "AveragePooling2D",
            "its rate is less than 1, and the seed is that of the model": "Dropout",
            "it has the arguments shape, batch_size, batch_shape and name": "Input",
            "it takes a Dense": "TimeDistributed",
        }
    ),
    missing=by_name(
        {
            "use LeakyReLU, whose slope does not change": "PReLU",
            "use Dropout, which leaves out each number by itself": (
                "AlphaDropout GaussianDropout GaussianNoise SpatialDropout1D SpatialDropout2D "
                "SpatialDropout3D"
            ),
            "give the layer before it an activity_regularizer": "ActivityRegularization",
            "use BatchNormalization; a Normalization at the beginning scales the examples": (
                "GroupNormalization LayerNormalization RMSNormalization SpectralNormalization "
                "UnitNormalization"
            ),
            "scale the examples before, as in x / 255, or use Normalization(mean=..., "
            "variance=...)": "Rescaling",
            "leave it out": "Identity",
            "give the shapes to Input": "InputSpec",
            "the recurrent layers are SimpleRNN, LSTM and GRU": (
                "ConvLSTM1D ConvLSTM2D ConvLSTM3D GRUCell LSTMCell RNN SimpleRNNCell "
                "StackedRNNCells"
            ),
            _MERGED: (
                "Dot Maximum Minimum Multiply Subtract AdditiveAttention "
                "Attention GroupQueryAttention MultiHeadAttention dot maximum minimum "
                "multiply subtract"
            ),
            "there are only the layers of refnet.layers": (
                "EinsumDense FlaxLayer JaxLayer Lambda TFSMLayer TorchModuleWrapper Wrapper"
            ),
            "use Embedding and, for the way back, a Dense": "ReversibleEmbedding",
            "change the examples before, with NumPy": (
                "AugMix AutoContrast CategoryEncoding CenterCrop "
                "ContrastLimitedAdaptiveHistogramEqualization CutMix Discretization Equalization "
                "HashedCrossing Hashing IntegerLookup MaxNumBoundingBoxes MelSpectrogram MixUp "
                "Permute Pipeline RandAugment RandomBrightness RandomColorDegeneration "
                "RandomColorJitter RandomContrast RandomCrop RandomElasticTransform RandomErasing "
                "RandomFlip RandomGaussianBlur RandomGrayscale RandomHue RandomInvert "
                "RandomPerspective RandomPosterization RandomRotation RandomSaturation "
                "RandomSharpness RandomShear RandomTranslation RandomZoom Resizing STFTSpectrogram "
                "Solarization StringLookup TextVectorization"
            ),
            f"use ZeroPadding2D((0, n)): {_AS_IMAGES}": "ZeroPadding1D",
            _MAXIMUM: "GlobalMaxPooling2D GlobalMaxPool2D",
            "use a pooling layer with the pool size that gives this shape": (
                "AdaptiveAveragePooling1D AdaptiveAveragePooling2D AdaptiveMaxPooling1D "
                "AdaptiveMaxPooling2D"
            ),
            "use Conv2D(channels, ..., connections=np.eye(channels, dtype=bool))": (
                "DepthwiseConv2D"
            ),
            "use a Conv2D with connections for each channel, and another one with "
            "kernel_size=1": "SeparableConv2D SeparableConvolution2D",
            f"use a Conv2D with connections: {_AS_IMAGES}": (
                "DepthwiseConv1D SeparableConv1D SeparableConvolution1D"
            ),
            "cut the examples before": "Cropping1D Cropping2D",
            "only ZeroPadding2D makes an image larger": (
                "Conv1DTranspose Conv2DTranspose Convolution1DTranspose Convolution2DTranspose "
                "UpSampling1D UpSampling2D"
            ),
            "there are layers on images, such as Conv2D, but none on volumes": (
                "AdaptiveAveragePooling3D AdaptiveMaxPooling3D AveragePooling3D AvgPool3D Conv3D "
                "Conv3DTranspose Convolution3D Convolution3DTranspose Cropping3D "
                "GlobalAveragePooling3D GlobalAvgPool3D GlobalMaxPooling3D GlobalMaxPool3D "
                "MaxPooling3D MaxPool3D UpSampling3D ZeroPadding3D"
            ),
            "use get_config of an object, and from_config of its class": "deserialize serialize",
        }
    ),
    older=by_name(
        {
            "use LeakyReLU, or Activation with the name of an activation": "ThresholdedReLU",
            "use LSTM, which is as fast": "CuDNNLSTM",
            "use GRU, which is as fast": "CuDNNGRU",
            "use Dense after a Flatten": "LocallyConnected1D LocallyConnected2D MaxoutDense",
            "its layers are in refnet.layers": (
                "advanced_activations convolutional core embeddings experimental merge wrappers"
            ),
            _MERGED: "Merge merge_layer",
            "use Embedding on class numbers, or rows of zeros and ones": "DenseFeatures",
        }
    ),
)
