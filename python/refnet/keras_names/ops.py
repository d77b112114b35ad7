"""keras.ops, of which refnet has the functions of NumPy that programs use."""

from refnet.keras_names.table import Namespace, by_name, words

OPS = Namespace(
    here=words(
        """
        abs absolute add all any arange argmax argmin argsort cast ceil clip concatenate
        convert_to_numpy convert_to_tensor cos diag divide dot equal exp expand_dims eye
        floor full greater greater_equal hstack isfinite isnan less less_equal linspace log
        logical_and logical_not logical_or matmul max maximum mean median min minimum
        multiply negative not_equal one_hot ones ones_like power prod ravel relu repeat
        reshape round shape sigmoid sign sin size softmax sort split sqrt square squeeze
        stack std subtract sum tanh tile transpose var vstack where zeros zeros_like
        """
    ),
    missing=by_name(
        {
            "arrays are NumPy's; use NumPy's or SciPy's functions": (
                "adaptive_average_pool adaptive_max_pool allclose amax amin angle append arccos "
                "arccosh arcsin arcsinh arctan arctan2 arctanh argpartition array array_split "
                "associative_scan average average_pool bartlett batch_normalization "
                "binary_crossentropy bincount bitwise_and bitwise_invert bitwise_left_shift "
                "bitwise_not bitwise_or bitwise_right_shift bitwise_xor blackman broadcast_to "
                "cbrt cdist celu cholesky cholesky_inverse cond conj conjugate conv "
                "conv_transpose copy corrcoef correlate cosh count_nonzero cross ctc_decode "
                "ctc_loss cumprod cumsum custom_gradient deg2rad depth_to_space depthwise_conv "
                "det diagflat diagonal diff digitize divide_no_nan dot_product_attention dsplit "
                "dstack dtype eig eigh einsum elu empty empty_like erf erfc erfinv exp2 expm1 "
                "extract_sequences fabs fft fft2 flip fliplr flipud floor_divide fmax fmin fmod "
                "fold fori_loop full_like gcd gelu geomspace get_item glu hamming hanning "
                "hard_shrink hard_sigmoid hard_silu hard_swish hard_tanh heaviside histogram "
                "hsplit hypot i0 identity ifft2 imag image in_top_k inner inv irfft is_tensor "
                "isclose isin isinf isneginf isposinf isreal istft jvp kaiser kron "
                "layer_normalization lcm ldexp leaky_relu left_shift linalg log10 log1p log2 "
                "log_sigmoid log_softmax logaddexp logaddexp2 logdet logical_xor logspace "
                "logsumexp lstsq lu_factor map matrix_rank max_pool meshgrid mod moments moveaxis "
                "multi_hot nan_to_num nanargmax nanargmin nancumprod nancumsum nanmax nanmean "
                "nanmedian nanmin nanpercentile nanprod nanquantile nanstd nansum nanvar ndim "
                "nextafter nn nonzero norm normalize numpy outer pad percentile pinv polar psnr "
                "ptp qr quantile rad2deg real rearrange reciprocal relu6 rfft right_shift "
                "rms_normalization roll rot90 rsqrt saturate_cast scan scatter scatter_update "
                "searchsorted segment_max segment_min segment_prod segment_sum select selu "
                "separable_conv signbit silu sinc sinh slice slice_update slogdet soft_shrink "
                "softplus softsign solve solve_triangular space_to_depth sparse_plus "
                "sparse_sigmoid sparsemax squareplus stft stop_gradient svd swapaxes swish switch "
                "take take_along_axis tan tanh_shrink tensordot threshold top_k trace trapezoid "
                "tri tril triu true_divide trunc unfold unique unravel_index unstack vander vdot "
                "vectorize vectorized_map view view_as_complex view_as_real vsplit while_loop"
            ),
        }
    ),
)
