"""Which modules a student's file can import in grading, what it gets for the others, and the environment there.

These tables and `treatment` are the only place that decides it, for the worker, for a laptop and for the remarks of
`autograder check`.
"""

import os
import sys
from collections.abc import Collection
from typing import Literal

__all__ = [
    "ACCOMPANYING",
    "COMPATIBILITY",
    "DRAWING",
    "ENVIRONMENT",
    "INERT_STANDARD",
    "LOOPS",
    "NOT_OFFERED",
    "OFFERED",
    "OTHER_VERSIONS",
    "PACKAGES",
    "TRANSFORMS",
    "Treatment",
    "allowed_in_words",
    "treatment",
]

Treatment = Literal["own", "real", "inert", "forbidden", "missing"]
"""What an import gives.

- `own`: a file of the assignment.
- `real`: the module itself.
- `inert`: a stand-in. Its calls do nothing; only its use for a value fails, with the name of the package.
- `forbidden`: a stand-in for a module that exists and that the assignment does not allow. Calls in a question fail.
- `missing`: a stand-in for a module that does not exist, such as a file that was not handed in. Every use fails.
"""

ENVIRONMENT: dict[str, str] = {
    "LANG": "C.UTF-8",
    "LANGUAGE": "en",
    "LOGNAME": "student",
    "PATH": os.defpath,
    "USER": "student",
    "USERNAME": "student",
}
"""The environment variables of a worker, in addition to those with the name of its folder."""

PACKAGES: dict[str, tuple[str, ...]] = {
    "plots": (
        "altair", "bokeh", "cartopy", "colorcet", "cycler", "dash", "folium", "ggplot", "graphviz", "gradio",
        "holoviews",
        "matplotlib", "mpl_toolkits", "mplcursors", "networkx", "palettable", "plotly", "plotnine", "prettytable",
        "pydot", "pydotplus", "pygal", "pylab", "pyqtgraph", "pyvista", "scienceplots", "seaborn", "streamlit",
        "termplotlib", "visdom", "wordcloud", "yellowbrick",
    ),
    "tables and data": (
        "bs4", "dask", "datasets", "duckdb", "gdown", "geopandas", "h5py", "httpx", "joblib", "kaggle", "lxml",
        "modin", "netCDF4", "numexpr", "openpyxl", "pandas", "patsy", "polars", "pyarrow", "pymongo", "pyspark",
        "requests", "scrapy", "sqlalchemy", "tables", "torchdata", "vaex", "wget", "xarray", "xlrd", "xlsxwriter",
        "yaml", "zarr",
    ),
    "learning and computing": (
        "accelerate", "aesara", "autograd", "autokeras", "bottleneck", "caffe", "caffe2", "catboost", "chainer",
        "cupy", "cvxopt", "cvxpy", "diffusers", "einops", "evaluate", "fastai", "flax", "gensim", "gym", "gymnasium",
        "haiku", "hmmlearn", "huggingface_hub", "hyperopt", "imblearn", "jax", "jaxlib", "keras", "keras_tuner",
        "lightgbm", "lightning", "llvmlite", "mlxtend", "mpmath", "mxnet", "nltk", "numba", "onnx", "onnxruntime",
        "opt_einsum", "optax", "optuna", "paddle", "pycuda", "pymc", "pyro", "pytorch_lightning", "safetensors",
        "scipy", "sentencepiece", "shap", "skimage", "sklearn", "sklearnex", "skopt", "spacy", "statsmodels", "sympy",
        "tensorboard", "tensorboardX", "tensorflow", "tensorflow_datasets", "tensorflow_hub", "tensorflow_probability",
        "tensornetwork", "tflearn", "theano", "thinc", "timm", "tokenizers", "torch", "torch_geometric", "torchaudio",
        "torchinfo", "torchmetrics", "torchsummary", "torchtext", "torchvision", "transformers", "triton", "umap",
        "vit_pytorch", "wandb", "xgboost", "mlflow", "comet_ml", "neptune", "albumentations",
    ),
    "images and sound": (
        "PIL", "cv2", "imageio", "imagehash", "imutils", "kornia", "librosa", "moviepy", "mss", "pyautogui", "pydicom",
        "pygame", "pytesseract", "rasterio", "SimpleITK", "soundfile", "tifffile",
    ),
    "progress bars and terminals": (
        "alive_progress", "blessed", "click", "colorama", "colorlog", "fastprogress", "fire", "halo", "icecream",
        "loguru", "progress", "progressbar", "pyfiglet", "rich", "tabulate", "termcolor", "tqdm", "typer", "yaspin",
    ),
    "notebooks": (
        "IPython", "google", "ipdb", "ipykernel", "ipympl", "ipywidgets", "jupyter",
        "jupyter_client", "jupyter_core", "jupyterlab", "nbconvert", "nbformat", "notebook", "otter", "papermill",
        "traitlets",
    ),
    "tools": (
        "Cython", "absl", "attr", "attrs", "autograder", "beartype", "chardet", "cloudpickle", "cython", "dateutil",
        "decorator", "deepdiff", "dill", "dotenv", "easydict", "future", "future_builtins", "hydra", "hypothesis",
        "jaxtyping", "jsonschema", "line_profiler", "memory_profiler", "more_itertools", "munch", "msgspec",
        "nose", "numpydoc", "omegaconf", "orjson", "packaging", "parameterized", "past", "pathos", "pkg_resources",
        "pluggy", "psutil", "pydantic", "pyinstrument", "pympler", "pynvml", "pyperclip", "pytest", "pytz", "ray",
        "regex", "setuptools", "simplejson", "six", "sortedcontainers", "tblib", "threadpoolctl", "toml", "tomli",
        "toolz", "torchtyping", "typeguard", "typing_extensions", "tzlocal", "ujson", "unidecode", "wheel", "pip",
        "zmq", "pyximport", "win32api", "win32con", "win32gui", "mypy_extensions", "nptyping",
        "pygments", "snakeviz", "viztracer", "pudb", "pydevd", "debugpy",
    ),
}  # fmt: skip
"""Packages that grading does not offer, by what they are for."""

OFFERED = frozenset([*sys.stdlib_module_names, "numpy"])
"""Top-level modules that an assignment allows unless it says otherwise."""

NOT_OFFERED = frozenset(name for names in PACKAGES.values() for name in names)
"""Every package of `PACKAGES`; in a student's file each is an inert module."""

INERT_STANDARD = frozenset(
    [
        "_curses", "_curses_panel", "_dbm", "_gdbm", "_msi", "_overlapped", "_scproxy", "_sqlite3", "_tkinter",
        "_winapi",
        "antigravity", "curses", "ensurepip", "idlelib", "lib2to3", "msilib", "msvcrt", "nis", "nt", "ossaudiodev",
        "pydoc_data", "readline", "spwd", "sqlite3", "this", "tkinter", "turtle", "turtledemo", "winreg", "winsound",
    ]
)  # fmt: skip
"""Modules of the standard library that are inert: a worker lacks them, or their import does something by itself."""

INERT_PARTS = ("numpy.distutils.",)
"""Parts of allowed packages that are inert: NumPy's tools for building extensions start compilers when imported."""

OTHER_VERSIONS = frozenset(
    [
        "aifc", "annotationlib", "asynchat", "asyncore", "audioop", "binhex", "cgi", "cgitb", "chunk", "compression",
        "crypt", "distutils", "formatter", "imghdr", "imp", "mailcap", "nntplib", "parser", "pipes", "smtpd", "sndhdr",
        "sunau", "symbol", "telnetlib", "tomllib", "uu", "xdrlib", "zoneinfo",
    ]
)  # fmt: skip
"""Modules that the standard library of another version of Python has; inert in a version that lacks them."""

ACCOMPANYING = frozenset([*PACKAGES["progress bars and terminals"], "numba"])
"""Packages whose functions may only accompany a loop (`tqdm(range(n))`): they give what they are called with."""

DRAWING = frozenset([*PACKAGES["plots"], *PACKAGES["notebooks"]])
"""Packages that only show something: also a loop over what they give (`for ax in axes`) does nothing."""

LOOPS = {
    "prange": "range",
    "tenumerate": "enumerate",
    "tmap": "map",
    "tnrange": "range",
    "trange": "range",
    "tzip": "zip",
    "xrange": "range",
}
"""Function of an inert package -> built-in function that does the same for a loop."""

COMPATIBILITY = frozenset(["future", "past", "six"])
"""Packages for code that also ran on Python 2; where they have a name of Python's built-ins, it is the built-in."""

TRANSFORMS = frozenset(
    [
        "elementwise_grad", "grad", "guvectorize", "hessian", "jacfwd", "jacobian", "jacrev", "pmap", "stencil",
        "value_and_grad", "vectorize", "vmap",
    ]
)  # fmt: skip
"""Functions that make another function from a function. Every other decorator leaves the function as it is."""


def treatment(name: str, allowed: Collection[str], own: Collection[str]) -> Treatment:
    """Return what `import name` gives in a student's file.

    Args:
        name: Name of the module, with or without a submodule: `numpy.linalg`.
        allowed: Top-level packages that the assignment allows (`Assignment.imports()`).
        own: Names of the modules that belong to the submission.
    """
    top = name.partition(".")[0]
    if top in own:
        return "own"
    if top in INERT_STANDARD or top in NOT_OFFERED or f"{name}.".startswith(INERT_PARTS):
        return "inert"
    if top in allowed:
        return "real"
    if top in OFFERED:
        return "forbidden"
    return "inert" if top in OTHER_VERSIONS else "missing"


def allowed_in_words(allowed: Collection[str]) -> str:
    """Return the packages that an assignment allows, for messages: `NumPy and the standard library, without math`."""
    without = sorted(OFFERED.difference(allowed))
    if len(without) > len(OFFERED) // 2:
        return ", ".join(sorted(allowed))
    return "NumPy and the standard library" + (f", without {', '.join(without)}" if without else "")
