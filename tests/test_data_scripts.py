"""The converters of data_scripts/ turn files in the real formats into valid data sets, or print one line of error."""

import contextlib
import gzip
import hashlib
import importlib
import io
import os
import signal
import struct
import subprocess
import sys
import tarfile
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import conversion
import make_cifar10
import make_cifar100
import make_fashion_mnist
import make_mnist
import numpy as np
import pytest
from PIL import Image
from sources import Source, located

from autograder.datasets import load_dataset
from autograder.errors import UsageError
from tests.needs import needs
from tests.samples import ROOT

pytestmark = pytest.mark.recorded("converters", "data_scripts", "requirements.lock")

TRAIN, TEST = 7, 3


ENVIRONMENT = os.environ | {"PYTHONPATH": str(ROOT)}


def _command(name, folder, out, *more):
    """Return the command of a converter, as a user whose file permissions count even if the tests run as root."""
    rights = []
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        needs("setpriv")
        without = "-dac_override,-dac_read_search"
        rights = ["setpriv", f"--inh-caps={without}", f"--bounding-set={without}"]
    script = ROOT / "data_scripts" / f"make_{name}.py"
    return [*rights, sys.executable, str(script), "--out", str(out), "--from", str(folder), *more]


def _convert(name, folder, out, *more):
    """Run a converter in this process; return its exit code, standard output and standard error."""
    said, complaint, code = io.StringIO(), io.StringIO(), 0
    asked = [f"make_{name}.py", "--out", str(out), "--from", str(folder), *more]
    before = signal.getsignal(signal.SIGTERM)
    try:
        with (
            pytest.MonkeyPatch.context() as patch,
            contextlib.redirect_stdout(said),
            contextlib.redirect_stderr(complaint),
        ):
            patch.setattr(sys, "argv", asked)
            conversion.run(importlib.import_module(f"make_{name}").main)
    except SystemExit as end:
        code = end.code
    finally:
        signal.signal(signal.SIGTERM, before)
    return code, said.getvalue(), complaint.getvalue()


def _convert_apart(name, folder, out, *more):
    """Run a converter as a program whose file permissions count; return its exit code and both of its outputs."""
    done = subprocess.run(_command(name, folder, out, *more), capture_output=True, text=True, env=ENVIRONMENT)
    return done.returncode, done.stdout, done.stderr


def _refused(name, folder, out, *more, run=_convert):
    """Run a converter that must fail and leave no file; return its one line of error."""
    code, said, complaint = run(name, folder, out, *more)
    assert (code, said) == (2, ""), complaint
    lines = [line for line in complaint.splitlines() if line.startswith(f"make_{name}.py: ")]
    assert len(lines) == 1, complaint
    assert "Traceback" not in complaint
    assert not out.parent.exists() or list(out.parent.iterdir()) == []
    return lines[0]


def _idx(array):
    """Write an IDX file by its specification."""
    header = bytes([0, 0, 8, array.ndim]) + b"".join(struct.pack(">I", length) for length in array.shape)
    return header + array.astype(np.uint8).tobytes()


@pytest.fixture
def mnist(tmp_path):
    """Write four small MNIST files; return their folder and content. The number 300 needs more than one byte."""
    rng = np.random.default_rng(0)
    folder = tmp_path / "mnist"
    folder.mkdir()
    truth = {}
    for prefix, count in (("train", 300), ("t10k", TEST)):
        truth[prefix] = rng.integers(0, 256, (count, 4, 5)), rng.integers(0, 10, count)
        for kind, array in zip(("images-idx3", "labels-idx1"), truth[prefix], strict=True):
            (folder / f"{prefix}-{kind}-ubyte.gz").write_bytes(gzip.compress(_idx(array)))
    return folder, truth


def _pixels(rng, count):
    """Make color images of 32 x 32, and the bytes of each in CIFAR's order: red, green, blue."""
    images = rng.integers(0, 256, (count, 32, 32, 3)).astype(np.uint8)
    return images, [b"".join(image[:, :, channel].tobytes() for channel in range(3)) for image in images]


def _cifar(folder, edition, label_bytes):
    """Write the unpacked files of an edition into a folder; return images and labels of the training part."""
    rng = np.random.default_rng(1)
    inside = folder / edition.folder
    inside.mkdir(parents=True)
    images, labels = [], []
    for name in (*edition.train, edition.test):
        pictures, coded = _pixels(rng, TRAIN)
        marks = rng.integers(0, 10, (TRAIN, label_bytes)).astype(np.uint8)
        content = b"".join(mark.tobytes() + code for mark, code in zip(marks, coded, strict=True))
        (inside / name).write_bytes(content)
        if name != edition.test:
            images.append(pictures)
            labels.append(marks[:, edition.label])
    (inside / edition.names).write_text("".join(f"kind {number}\n" for number in range(10)) + "\n")
    return np.concatenate(images), np.concatenate(labels)


def _packed(folder, edition):
    """Write the edition's archive into a folder, as its authors pack it."""
    with tarfile.open(folder / edition.archive, "w:gz") as archive:
        archive.add(folder / edition.folder, edition.folder)
    return folder / edition.archive


@pytest.fixture
def cifar10(tmp_path):
    """Write the unpacked files of a small CIFAR-10 and return their folder."""
    return tmp_path / "cifar", *_cifar(tmp_path / "cifar", make_cifar10.CIFAR10, 1)


@pytest.fixture
def tree(tmp_path):
    """Write pictures in folders: two classes, JPEG and PNG, color and gray."""
    rng = np.random.default_rng(2)
    for part, count in (("train", 3), ("val", 2)):
        for label, name in enumerate(("n01_cat", "n02_dog")):
            folder = tmp_path / "tree" / part / name
            folder.mkdir(parents=True)
            for number in range(count):
                pixels = rng.integers(0, 256, (64 + number, 64, 3)).astype(np.uint8)
                Image.fromarray(pixels).save(folder / f"{number}.JPEG")
            Image.fromarray(np.full((64, 64), 100 + label, np.uint8)).save(folder / "plain.png")
    (tmp_path / "tree" / "train" / "n01_cat" / "notes.txt").write_text("not a picture")
    return tmp_path / "tree"


def test_mnist_comes_out_as_it_went_in(mnist, tmp_path):
    """Images, labels and class names equal those of the files, in order."""
    folder, truth = mnist
    code, _, complaint = _convert_apart("mnist", folder, tmp_path / "new" / "mnist.npz")
    assert code == 0, complaint
    data = load_dataset(tmp_path / "new" / "mnist.npz")
    np.testing.assert_array_equal(data.X_train, truth["train"][0])
    np.testing.assert_array_equal(data.y_train, truth["train"][1])
    np.testing.assert_array_equal(data.X_test, truth["t10k"][0])
    np.testing.assert_array_equal(data.y_test, truth["t10k"][1])
    assert list(data.classes) == list("0123456789")


def test_unpacked_files_will_do(mnist, tmp_path):
    """Unpacked files, in either spelling of their names, give the same bytes as packed ones."""
    folder, _ = mnist
    _convert("mnist", folder, tmp_path / "packed.npz")
    for path in list(folder.iterdir()):
        name = path.name.removesuffix(".gz")
        (folder / (name.replace("-idx", ".idx") if "t10k" in name else name)).write_bytes(
            gzip.decompress(path.read_bytes())
        )
        path.unlink()
    assert _convert("mnist", folder, tmp_path / "plain.npz")[0] == 0
    assert (tmp_path / "plain.npz").read_bytes() == (tmp_path / "packed.npz").read_bytes()


def test_a_file_that_is_not_the_known_one_is_named(mnist, tmp_path):
    """A file with another hash is converted, and a warning names it."""
    code, _, complaint = _convert("mnist", mnist[0], tmp_path / "mnist.npz")
    assert code == 0
    assert "train-images-idx3-ubyte.gz: differs from the published file of this name" in complaint


IMAGES = "train-images-idx3-ubyte.gz"
DAMAGE = {
    "empty": (lambda whole: b"", "only 0 bytes long"),
    "another format": (lambda whole: b"<html>404</html>", "not an IDX file"),
    "wrong byte order": (lambda whole: whole[3::-1] + whole[4:], "wrong byte order"),
    "wrong type": (lambda whole: whole[:2] + b"\x0d" + whole[3:], "type 0x0d"),
    "labels for images": (lambda whole: whole[:3] + b"\x01" + whole[4:], "images and labels exchanged"),
    "ends in the header": (lambda whole: whole[:9], "ends within its header"),
    "truncated": (lambda whole: whole[:-1], "its header states 6,000 bytes"),
    "too long": (lambda whole: whole + b"\0", "the file has more"),
    "endless header": (lambda whole: whole[:4] + b"\xff" * 12 + whole[16:], "its header states"),
    "packed and cut": (lambda whole: gzip.compress(whole)[:-20], "damaged"),
    "packed and altered": (lambda whole: gzip.compress(whole)[:-8] + b"\0" * 8, "damaged"),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_idx_file_is_refused_in_one_line(mnist, tmp_path, damage):
    """The line names the file and what is wrong; the exit code is 2, and nothing is written."""
    folder, _ = mnist
    change, words = DAMAGE[damage]
    (folder / IMAGES).write_bytes(change(gzip.decompress((folder / IMAGES).read_bytes())))
    line = _refused("mnist", folder, tmp_path / "new" / "mnist.npz")
    assert IMAGES in line
    assert words in line


MISFITS = {
    "more labels than images": (
        "t10k-labels-idx1-ubyte.gz",
        np.zeros(TEST + 1),
        "X_test has 3 images, but y_test has 4",
    ),
    "a label beyond the classes": ("train-labels-idx1-ubyte.gz", np.full(300, 10), "y_train has the label 10"),
    "images of no height": (IMAGES, np.zeros((300, 0, 28)), "X_train has shape (300, 0, 28)"),
    "images of two shapes": (IMAGES, np.zeros((300, 20, 28)), "X_train has images of shape (20, 28), but X_test has"),
}


@pytest.mark.parametrize("misfit", MISFITS)
def test_what_could_not_be_loaded_is_not_written(mnist, tmp_path, misfit):
    """Arrays that `load_dataset` would reject are not written; the error names their file."""
    name, array, words = MISFITS[misfit]
    (mnist[0] / name).write_bytes(gzip.compress(_idx(array)))
    line = _refused("mnist", mnist[0], tmp_path / "new" / "mnist.npz")
    assert words in line
    assert str(mnist[0] / name) in line


def test_a_missing_file_is_named_with_its_source(mnist, tmp_path):
    """The error for a missing file states where to download it."""
    (mnist[0] / IMAGES).unlink()
    line = _refused("mnist", mnist[0], tmp_path / "new" / "mnist.npz")
    assert f"has no {IMAGES}" in line
    assert "https://" in line


def test_the_same_files_give_the_same_bytes(mnist, tmp_path):
    """Two conversions give the same bytes, and leave no other file."""
    for name in ("one", "two"):
        assert _convert("mnist", mnist[0], tmp_path / name / "mnist.npz")[0] == 0
        assert [path.name for path in (tmp_path / name).iterdir()] == ["mnist.npz"]
    assert (tmp_path / "one" / "mnist.npz").read_bytes() == (tmp_path / "two" / "mnist.npz").read_bytes()


def test_a_failure_leaves_the_old_file_alone(mnist, tmp_path):
    """A failing conversion leaves an existing data set unchanged."""
    out = tmp_path / "mnist.npz"
    _convert("mnist", mnist[0], out)
    before = out.read_bytes()
    (mnist[0] / IMAGES).write_bytes(b"")
    assert _convert("mnist", mnist[0], out)[0] == 2
    assert out.read_bytes() == before


PLACES = {
    "new.npy": "must end in .npz",
    "new": "must end in .npz",
    "a file/mnist.npz": "--out",
    "a folder.npz": "there is a folder of this name",
    "not mine/mnist.npz": "Permission denied",
}


@pytest.mark.parametrize("out", PLACES)
def test_a_place_that_cannot_be_written(mnist, tmp_path, out):
    """An output that cannot be written is an error of one line, before anything is read or fetched."""
    (tmp_path / "a file").write_bytes(b"")
    (tmp_path / "a folder.npz").mkdir()
    (tmp_path / "not mine").mkdir(mode=0o555)
    (mnist[0] / IMAGES).write_bytes(b"")
    code, _, complaint = _convert_apart("mnist", mnist[0], tmp_path / out)
    assert code == 2
    [line] = complaint.splitlines()
    assert line.startswith(f"make_mnist.py: {tmp_path / out}: ")
    assert PLACES[out] in line


def test_a_file_that_may_not_be_read(mnist, tmp_path):
    """The error for an unreadable file has its path and the system's reason."""
    (mnist[0] / IMAGES).chmod(0)
    line = _refused("mnist", mnist[0], tmp_path / "new" / "mnist.npz", run=_convert_apart)
    assert f"{mnist[0] / IMAGES}: cannot be read (Permission denied); check" in line


@pytest.mark.parametrize("packed", [True, False])
def test_cifar10_comes_out_as_it_went_in(cifar10, tmp_path, packed):
    """Channels, stored one after the other, become the last axis; five batches become one part, in order."""
    folder, images, labels = cifar10
    if packed:
        archive = _packed(folder, make_cifar10.CIFAR10)
        folder = tmp_path / "elsewhere"
        folder.mkdir()
        archive.rename(folder / archive.name)
    code, _, complaint = (_convert_apart if packed else _convert)("cifar10", folder, tmp_path / "cifar10.npz")
    assert code == 0, complaint
    data = load_dataset(tmp_path / "cifar10.npz")
    np.testing.assert_array_equal(data.X_train, images)
    np.testing.assert_array_equal(data.y_train, labels)
    assert data.X_test.shape == (TRAIN, 32, 32, 3)
    assert list(data.classes) == [f"kind {number}" for number in range(10)]


@pytest.mark.parametrize(("edition", "options"), [(make_cifar100.FINE, ()), (make_cifar100.COARSE, ("--coarse",))])
def test_cifar100_has_two_labels_to_choose_from(tmp_path, edition, options):
    """A record begins with the superclass, then the class; each has its own names."""
    images, labels = _cifar(tmp_path / "cifar", edition, 2)
    run = _convert_apart if options else _convert
    code, _, complaint = run("cifar100", tmp_path / "cifar", tmp_path / "cifar100.npz", *options)
    assert code == 0, complaint
    data = load_dataset(tmp_path / "cifar100.npz")
    np.testing.assert_array_equal(data.X_train, images)
    np.testing.assert_array_equal(data.y_train, labels)


@pytest.mark.parametrize("content", [b"", b"\0" * 3072, b"\0" * 3074])
def test_a_batch_of_another_length_is_refused(cifar10, tmp_path, content):
    """The error names a batch that is empty or ends within a record."""
    (cifar10[0] / "cifar-10-batches-bin" / "data_batch_3.bin").write_bytes(content)
    line = _refused("cifar10", cifar10[0], tmp_path / "new" / "cifar10.npz")
    assert "data_batch_3.bin" in line
    assert "3,073" in line


def test_a_label_without_a_name_is_refused(cifar10, tmp_path):
    """The error for a label without a name states the batch that contains it."""
    place = cifar10[0] / "cifar-10-batches-bin" / "data_batch_3.bin"
    place.write_bytes(b"\x0a" + place.read_bytes()[1:])
    line = _refused("cifar10", cifar10[0], tmp_path / "new" / "cifar10.npz")
    assert "data_batch_3.bin: has the label 10, but batches.meta.txt names 10 classes; download both again" in line


@pytest.mark.parametrize("missing", ["data_batch_3.bin", "test_batch.bin", "batches.meta.txt"])
def test_a_file_that_is_missing_among_the_others(cifar10, tmp_path, missing):
    """If one unpacked file is missing, the error names it and where to download it."""
    (cifar10[0] / "cifar-10-batches-bin" / missing).unlink()
    line = _refused("cifar10", cifar10[0], tmp_path / "new" / "cifar10.npz")
    assert f"cifar-10-batches-bin: lacks {missing}; unpack cifar-10-binary.tar.gz again, from https://" in line


def test_a_folder_that_may_not_be_looked_into(cifar10, tmp_path):
    """The error for an unreadable input folder names that folder, not the output."""
    inside = cifar10[0] / "cifar-10-batches-bin"
    inside.chmod(0o600)
    line = _refused("cifar10", cifar10[0], tmp_path / "new" / "cifar10.npz", run=_convert_apart)
    inside.chmod(0o700)
    assert "cifar-10-batches-bin" in line
    assert "cannot be read (Permission denied)" in line


def test_an_archive_that_lacks_a_batch(cifar10, tmp_path):
    """The error names what the archive lacks."""
    (cifar10[0] / "cifar-10-batches-bin" / "data_batch_3.bin").unlink()
    archive = _packed(cifar10[0], make_cifar10.CIFAR10)
    line = _refused("cifar10", _alone(archive, tmp_path), tmp_path / "new" / "cifar10.npz")
    assert "lacks data_batch_3.bin" in line


def test_a_link_in_the_archive_is_no_batch(cifar10, tmp_path):
    """A link with the name of a batch counts as missing."""
    batch = cifar10[0] / "cifar-10-batches-bin" / "data_batch_3.bin"
    batch.unlink()
    batch.symlink_to("/etc/hostname")
    line = _refused("cifar10", _alone(_packed(cifar10[0], make_cifar10.CIFAR10), tmp_path), tmp_path / "new" / "c.npz")
    assert "lacks data_batch_3.bin" in line


WRONG_ARCHIVES = {
    "empty": lambda whole: b"",
    "cut": lambda whole: whole[: len(whole) // 2],
    "no archive": lambda whole: b"no tar",
    "checksum cut": lambda whole: whole[:-5],
    "checksum altered": lambda whole: whole[:-8] + bytes([whole[-8] ^ 1]) + whole[-7:],
    "a pixel altered": lambda whole: _altered(gzip.compress(gzip.decompress(whole), 0)),  # stored, not deflated
}


def _altered(whole):
    """Return the archive with one byte of the pixels changed."""
    place = len(whole) // 2
    return whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :]


@pytest.mark.parametrize("damage", WRONG_ARCHIVES)
def test_a_damaged_archive_is_refused_in_one_line(cifar10, tmp_path, damage):
    """The error names an archive that is empty, truncated, altered, or not an archive."""
    archive = _packed(cifar10[0], make_cifar10.CIFAR10)
    archive.write_bytes(WRONG_ARCHIVES[damage](archive.read_bytes()))
    line = _refused("cifar10", _alone(archive, tmp_path), tmp_path / "new" / "cifar10.npz")
    assert archive.name in line
    assert "download the file again" in line


def _alone(archive, tmp_path):
    """Return a folder with only the archive."""
    folder = tmp_path / "alone"
    folder.mkdir()
    archive.rename(folder / archive.name)
    return folder


def test_the_pickled_version_is_refused(tmp_path):
    """The Python version is not unpickled; the error points to the binary one."""
    (tmp_path / "cifar-10-batches-py").mkdir()
    line = _refused("cifar10", tmp_path, tmp_path / "new" / "cifar10.npz")
    assert "unpickled" in line
    assert "cifar-10-binary.tar.gz" in line


def test_pictures_in_folders(tree, tmp_path):
    """Classes are the sorted folder names; whole pictures are resized; gray becomes color; text files are ignored."""
    code, _, complaint = _convert_apart("imagenet", tree, tmp_path / "imagenet.npz")
    assert (code, complaint) == (0, "")
    data = load_dataset(tmp_path / "imagenet.npz")
    assert (data.X_train.shape, data.X_test.shape) == ((8, 32, 32, 3), (6, 32, 32, 3))
    assert list(data.classes) == ["n01_cat", "n02_dog"]
    assert data.y_train.tolist() == [0] * 4 + [1] * 4
    # The plain pictures come last in each folder and are gray 100 and 101 all over.
    assert np.unique(data.X_train[3]).tolist() == [100]
    assert np.unique(data.X_train[7]).tolist() == [101]
    # The first is 64 x 64: each pixel is the mean of four.
    whole = np.asarray(Image.open(tree / "train" / "n01_cat" / "0.JPEG")).astype(float)
    np.testing.assert_allclose(data.X_train[0], whole.reshape(32, 2, 32, 2, 3).mean(axis=(1, 3)), atol=1)


def test_pictures_give_the_same_bytes_again(tree, tmp_path):
    """Two conversions of the same folders give the same bytes."""
    for name in ("one.npz", "two.npz"):
        assert _convert("imagenet", tree, tmp_path / name, "--size", "8")[0] == 0
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()


def _break(tree):
    whole = (tree / "train" / "n01_cat" / "1.JPEG").read_bytes()
    broken = {"1.JPEG": whole[: len(whole) // 2], "0.JPEG": b"", "2.JPEG": b"not a picture"}
    for name, content in broken.items():
        (tree / "train" / "n01_cat" / name).write_bytes(content)
    return broken


def test_unreadable_pictures_are_named_and_nothing_is_written(tree, tmp_path):
    """One error names all truncated, empty and fake pictures."""
    broken = _break(tree)
    line = _refused("imagenet", tree, tmp_path / "new" / "imagenet.npz")
    assert all(name in line for name in broken)
    assert "--skip-unreadable" in line


def test_unreadable_pictures_can_be_left_out(tree, tmp_path):
    """With --skip-unreadable they are reported and left out, with their labels."""
    broken = _break(tree)
    code, _, complaint = _convert("imagenet", tree, tmp_path / "imagenet.npz", "--skip-unreadable")
    assert code == 0
    assert all(f"{name}: cannot be read" in complaint for name in broken)
    data = load_dataset(tmp_path / "imagenet.npz")
    assert data.y_train.tolist() == [0] + [1] * 4
    assert np.unique(data.X_train[0]).tolist() == [100]


def test_a_tree_without_its_parts(tmp_path, tree):
    """The error names a folder without classes, an empty part, or a class that `train` lacks."""
    assert "train: should be a folder" in _refused("imagenet", tmp_path / "nowhere", tmp_path / "new" / "i.npz")
    (tree / "val" / "n03_owl").mkdir()
    assert "n03_owl: no class of that name in train" in _refused("imagenet", tree, tmp_path / "new" / "i.npz")
    (tree / "val" / "n03_owl").rmdir()
    for path in (tree / "val").rglob("*.*"):
        path.unlink()
    assert "val: no picture" in _refused("imagenet", tree, tmp_path / "new" / "i.npz")


def _plain(path, gray=100):
    """Return a picture of one gray value."""
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(np.full((8, 8), gray, np.uint8)).save(path)


WRONG_PLACES = {
    "train/lost.png": "train/lost.png: a picture outside of the class folders",
    "val/lost.jpg": "val/lost.jpg: a picture outside of the class folders",
    "train/n01_cat/more/deep.png": "train/n01_cat/more: a folder inside a class",
    "train/n01_cat/images/more/deep.png": "train/n01_cat/images/more: a folder inside a class",
    "val/n02_dog/more/deep.png": "val/n02_dog/more: a folder inside a class",
}


@pytest.mark.parametrize("place", WRONG_PLACES)
def test_a_picture_in_a_wrong_place_is_not_passed_over(tree, tmp_path, place):
    """A picture beside the class folders or too deep in one is an error with its path."""
    _plain(tree / place)
    assert WRONG_PLACES[place] in _refused("imagenet", tree, tmp_path / "new" / "i.npz")


def test_a_class_without_a_picture_to_learn_from(tree, tmp_path):
    """The error names a class without a readable training picture."""
    (tree / "train" / "n00_ant").mkdir()
    assert "train/n00_ant; put some there" in _refused("imagenet", tree, tmp_path / "new" / "i.npz")
    (tree / "train" / "n00_ant" / "ant.png").write_bytes(b"not a picture")
    line = _refused("imagenet", tree, tmp_path / "new" / "i.npz", "--skip-unreadable")
    assert "train/n00_ant; put some there" in line


def test_a_class_without_a_picture_to_test_with(tree, tmp_path):
    """A class without a test picture causes a warning; the conversion continues."""
    _plain(tree / "train" / "n00_ant" / "ant.png")
    code, _, complaint = _convert("imagenet", tree, tmp_path / "imagenet.npz")
    assert code == 0
    [line] = complaint.splitlines()
    assert "classes without a test picture (1)" in line
    assert "val/n00_ant" in line


def test_a_class_that_may_not_be_looked_into(tree, tmp_path):
    """An unreadable class folder is an error; it does not count as a class without pictures."""
    folder = tree / "train" / "n02_dog"
    folder.chmod(0)
    line = _refused("imagenet", tree, tmp_path / "new" / "i.npz", run=_convert_apart)
    folder.chmod(0o700)
    assert f"{folder}: cannot be read (Permission denied); check" in line


def test_hidden_files_are_no_pictures(tree, tmp_path):
    """Files whose names begin with a dot are ignored."""
    (tree / "train" / "n01_cat" / "._0.JPEG").write_bytes(b"where the icon is")
    (tree / "train" / ".thumbnails").mkdir()
    assert _convert("imagenet", tree, tmp_path / "imagenet.npz")[::2] == (0, "")
    assert len(load_dataset(tmp_path / "imagenet.npz").X_train) == 8


@pytest.fixture
def tiny(tmp_path):
    """Write pictures in the layout of Tiny ImageNet: a folder inside each class, and a table for the test part."""
    root = tmp_path / "tiny"
    for label, name in enumerate(("n01", "n02")):
        for number in range(2):
            _plain(root / "train" / name / "images" / f"{name}_{number}.JPEG", 100 + label)
        (root / "train" / name / f"{name}_boxes.txt").write_text("")
    for number, gray in enumerate((101, 100, 101)):
        _plain(root / "val" / "images" / f"val_{number}.JPEG", gray)
    table = "".join(f"val_{number}.JPEG\t{name}\t0\t0\t62\t62\n" for number, name in enumerate(("n02", "n01", "n02")))
    (root / "val" / "val_annotations.txt").write_text(table)
    _plain(root / "test" / "images" / "test_0.JPEG")
    return root


def test_tiny_imagenet_as_it_comes(tiny, tmp_path):
    """Each picture gets the class of its folder, or of its line in the table."""
    code, _, complaint = _convert("imagenet", tiny, tmp_path / "tiny.npz", "--size", "8")
    assert (code, complaint) == (0, "")
    data = load_dataset(tmp_path / "tiny.npz")
    assert data.y_train.tolist() == [0, 0, 1, 1]
    assert data.y_test.tolist() == [0, 1, 1]
    np.testing.assert_array_equal(data.X_train[:, 0, 0, 0], data.y_train + 100)
    np.testing.assert_array_equal(data.X_test[:, 0, 0, 0], data.y_test + 100)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("n01", "n03", "val_annotations.txt:2: 'n03' is not a class in train"),
        ("val_1.JPEG\tn01\t0\t0\t62\t62\n", "", "val_annotations.txt: lacks val_1.JPEG"),
        ("val_1.JPEG", "val_9.JPEG", "val_annotations.txt: lacks val_1.JPEG"),
        ("\tn01", "", "val_annotations.txt:2: '0' is not a class in train"),
    ],
)
def test_a_table_that_does_not_fit_its_pictures(tiny, tmp_path, old, new, words):
    """The error names a line with an unknown class, and a picture without a line."""
    table = tiny / "val" / "val_annotations.txt"
    table.write_text(table.read_text().replace(old, new))
    assert words in _refused("imagenet", tiny, tmp_path / "new" / "i.npz")


def test_a_picture_that_the_table_names_and_nobody_has(tiny, tmp_path):
    """The error names a picture that is in the table and not in the folder."""
    (tiny / "val" / "images" / "val_1.JPEG").unlink()
    assert "val/images: lacks val_1.JPEG" in _refused("imagenet", tiny, tmp_path / "new" / "i.npz")


def _converted(tree, tmp_path, picture, **options):
    """Convert one picture to 8 x 8."""
    picture.save(tree / "train" / "n01_cat" / "0.png", **options)
    for path in (tree / "train" / "n01_cat").glob("*.JPEG"):
        path.unlink()
    code, _, complaint = _convert("imagenet", tree, tmp_path / "imagenet.npz", "--size", "8")
    assert (code, complaint) == (0, "")
    return load_dataset(tmp_path / "imagenet.npz").X_train[0]


def test_gray_of_16_bits_keeps_its_brightness(tree, tmp_path):
    """A value of 65,535 becomes white; other values scale in proportion, rounded to the nearest."""
    values = np.array([0, 128, 129, 25_700, 25_828, 25_829, 32_768, 65_535], np.uint16)
    found = _converted(tree, tmp_path, Image.fromarray(np.tile(values, (8, 1))))
    assert found[0, :, 0].tolist() == [0, 0, 1, 100, 100, 101, 128, 255]


PAINTED = {
    "RGBA": (Image.new("RGBA", (8, 8), (200, 0, 0, 0)), {}, 255),
    "half": (Image.new("RGBA", (8, 8), (0, 0, 0, 51)), {}, 204),
    "LA": (Image.new("LA", (8, 8), (7, 0)), {}, 255),
    "P": (Image.new("RGB", (8, 8), (1, 2, 3)).quantize(2), {"transparency": 0}, 255),
    "L": (Image.new("L", (8, 8), 7), {"transparency": 7}, 255),
    "RGB": (Image.new("RGB", (8, 8), (1, 2, 3)), {"transparency": (1, 2, 3)}, 255),
    "16 bits": (Image.fromarray(np.full((8, 8), 9, np.uint16)), {"transparency": 9}, 255),
}


@pytest.mark.parametrize("kind", PAINTED)
def test_what_is_transparent_gets_a_white_ground(tree, tmp_path, kind):
    """Transparent pixels become white, however the PNG encodes transparency."""
    picture, options, ground = PAINTED[kind]
    assert np.unique(_converted(tree, tmp_path, picture, **options)).tolist() == [ground]


def test_a_picture_is_turned_as_it_is_meant_to_be_seen(tree, tmp_path):
    """The orientation in the EXIF data is applied: 6 is a quarter turn clockwise."""
    pixels = np.zeros((8, 8), np.uint8)
    pixels[:, :4] = 255  # white on the left, and after the turn above
    exif = Image.Exif()
    exif[0x0112] = 6
    found = _converted(tree, tmp_path, Image.fromarray(pixels), exif=exif)
    assert (found[:4].min(), found[4:].max()) == (255, 0)


def test_another_format_under_the_name_of_a_picture(tree, tmp_path):
    """Only JPEG and PNG are decoded, whatever the file name says."""
    Image.new("RGB", (8, 8)).save(tree / "train" / "n01_cat" / "0.JPEG", format="BMP")
    assert "n01_cat/0.JPEG" in _refused("imagenet", tree, tmp_path / "new" / "i.npz")


@pytest.fixture
def at_work(tree, tmp_path):
    """Start a conversion that waits for a picture that never comes; return it and its output file."""
    needs("mkfifo")
    (tree / "train" / "n01_cat" / "0.JPEG").write_bytes(b"not a picture")
    endless = tree / "train" / "n01_cat" / "1.JPEG"
    endless.unlink()
    os.mkfifo(endless)
    out = tmp_path / "new" / "i.npz"
    command = _command("imagenet", tree, out)
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=ENVIRONMENT) as run:
        assert "0.JPEG: cannot be read" in run.stderr.readline()  # at work; it waits for the next picture
        yield run, out
        run.kill()


@pytest.mark.parametrize(
    ("sent", "code", "said"), [(signal.SIGINT, 130, "make_imagenet.py: interrupted\n"), (signal.SIGTERM, 143, "")]
)
def test_who_ends_a_conversion_finds_nothing_of_it(at_work, sent, code, said):
    """After Ctrl-C or SIGTERM there is at most one line, the shell's exit code, and no file."""
    run, out = at_work
    run.send_signal(sent)
    assert run.communicate() == ("", said)
    assert run.returncode == code
    assert list(out.parent.iterdir()) == []


def test_what_a_killed_conversion_leaves_the_next_one_removes(at_work, mnist):
    """A killed run leaves a hidden folder, and the next run for the same file removes it."""
    run, out = at_work
    run.kill()
    run.wait()
    assert [path.suffix for path in out.parent.iterdir()] == [".part"]
    assert _convert("mnist", mnist[0], out)[0] == 0
    assert list(out.parent.iterdir()) == [out]


def test_what_another_conversion_is_at_work_in_stays(at_work, mnist):
    """A run removes nothing of another run for the same file that is still at work."""
    _, out = at_work
    before = set(out.parent.rglob("*"))
    assert _convert("mnist", mnist[0], out)[0] == 0
    assert set(out.parent.rglob("*")) == {out, *before}


@pytest.fixture
def server(tmp_path, monkeypatch):
    """Start a local file server; return its folder and address. The cache is a folder of the test."""
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.setenv(name, "127.0.0.1")
    monkeypatch.setenv("AUTOGRADER_CACHE", str(tmp_path / "cache"))
    folder = tmp_path / "served"
    folder.mkdir()

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_args):
            """Print nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as running:
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        yield folder, f"http://127.0.0.1:{running.server_port}/"
        running.shutdown()
        thread.join()


def _source(address, content, *, mirrors=()):
    return Source("file.bin", (*mirrors, f"{address}file.bin"), hashlib.sha256(content).hexdigest())


def test_a_file_is_fetched_once(server, tmp_path):
    """The file comes from the second mirror if the first lacks it, and later from the cache."""
    folder, address = server
    (folder / "file.bin").write_bytes(b"pixels")
    source = _source(address, b"pixels", mirrors=(f"{address}lost.bin",))
    assert located((source,), None)["file.bin"].read_bytes() == b"pixels"
    (folder / "file.bin").unlink()
    assert located((source,), None)["file.bin"] == tmp_path / "cache" / "file.bin"


def test_another_file_than_the_known_one_is_not_kept(server, tmp_path):
    """A file with another hash is rejected and does not stay in the cache."""
    folder, address = server
    (folder / "file.bin").write_bytes(b"pixelz")
    with pytest.raises(UsageError, match="does not have the known hash"):
        located((_source(address, b"pixels"),), None)
    assert list((tmp_path / "cache").iterdir()) == []


def test_a_file_that_cannot_be_fetched(server):
    """If no mirror has the file, one line names the alternative."""
    with pytest.raises(UsageError, match="could not be fetched") as told:
        located((_source(server[1], b"pixels"),), None)
    assert "the server answers 404" in str(told.value)
    assert "--from" in str(told.value)
    assert "\n" not in str(told.value)


def test_a_server_that_cannot_be_reached(server):
    """The error names the server that does not answer, and the alternative."""
    source = _source("http://127.0.0.1:1/", b"pixels")
    with pytest.raises(UsageError, match=r"127\.0\.0\.1:1/file\.bin: the server cannot be reached"):
        located((source,), None)


def test_a_cache_that_cannot_be_written(server, tmp_path, monkeypatch):
    """The error for an unwritable cache names the cache and its variable, not a server."""
    folder, address = server
    (folder / "file.bin").write_bytes(b"pixels")
    cache = folder / "file.bin" / "cache"
    monkeypatch.setenv("AUTOGRADER_CACHE", str(cache))
    with pytest.raises(UsageError, match=r"Not a directory.*AUTOGRADER_CACHE") as told:
        located((_source(address, b"pixels"),), None)
    assert str(cache) in str(told.value)
    assert "http" not in str(told.value)


def test_a_package_that_is_not_installed():
    """The error for a missing package states the command that installs it, and its folder."""
    with pytest.raises(UsageError, match=r"pip install -e '\.\[data\]' in ") as told:
        conversion.module("surely_nobody_has_this")
    assert str(told.value).endswith(str(ROOT))


def test_every_known_hash_is_a_sha256():
    """Each file has its own hash, in the form of a SHA-256."""
    known = [source.sha256 for source in make_mnist.SOURCES]
    known += [edition.sha256 for edition in (make_cifar10.CIFAR10, make_cifar100.FINE)]
    assert len(set(known)) == 6
    assert all(len(bytes.fromhex(digest)) == 32 for digest in known)


def test_a_whole_archive_that_is_read_from_front_to_back(tmp_path):
    """The class names may come before or after the batches in the archive."""
    edition = make_cifar10.CIFAR10
    images, _ = _cifar(tmp_path / "cifar", edition, 1)
    folder = tmp_path / "backwards"
    folder.mkdir()
    with tarfile.open(folder / edition.archive, "w:gz") as archive:
        for path in sorted((tmp_path / "cifar" / edition.folder).iterdir(), reverse=True):
            content = path.read_bytes()
            member = tarfile.TarInfo(f"{edition.folder}/{path.name}")
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    assert _convert("cifar10", folder, tmp_path / "cifar10.npz")[0] == 0
    np.testing.assert_array_equal(load_dataset(tmp_path / "cifar10.npz").X_train, images)


def test_fashion_mnist_of_debian_becomes_a_data_set_and_the_part_is_taken_from_it(tmp_path):
    """The real files have 60,000 and 10,000 pictures; the part in the package is the first of each class."""
    needs("fashion-mnist")
    out = tmp_path / "fashion_mnist.npz"
    code, said, complaint = _convert("fashion_mnist", make_fashion_mnist.DEBIAN, out)
    assert (code, complaint) == (0, "")
    whole = load_dataset(out)
    assert (whole.X_train.shape, whole.X_test.shape) == ((60_000, 28, 28), (10_000, 28, 28))
    assert np.bincount(whole.y_train).tolist() == [6_000] * 10
    code, said, complaint = _convert("fashion_mnist", make_fashion_mnist.DEBIAN, out, "--part", "--check")
    assert (code, said) == (0, f"{make_fashion_mnist.PART}: current\n")


def test_without_the_files_of_fashion_mnist_one_line_says_what_is_missing(tmp_path):
    """A folder that lacks a file is named, and nothing is written."""
    said = _refused("fashion_mnist", tmp_path, tmp_path / "out" / "fashion_mnist.npz")
    assert f"{tmp_path} has no train-images-idx3-ubyte.gz" in said
