"""The converters of data_scripts/, run as anybody runs them, on small files in the real formats."""

import gzip
import hashlib
import io
import os
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
import make_mnist
import numpy as np
import pytest
from conversion import Source, located
from PIL import Image

from autograder.datasets import load_dataset
from autograder.errors import UsageError
from tests.samples import ROOT

TRAIN, TEST = 7, 3


def _convert(name, folder, out, *more):
    """Run a converter; exit code, what it printed, and what it complained of."""
    command = [sys.executable, str(ROOT / "data_scripts" / f"make_{name}.py"), "--out", str(out)]
    command += ["--from", str(folder), *more]
    done = subprocess.run(command, capture_output=True, text=True, env=os.environ | {"PYTHONPATH": str(ROOT)})
    return done.returncode, done.stdout, done.stderr


def _refused(name, folder, out, *more):
    """Run a converter that must refuse; its one line. Nothing is left behind."""
    code, said, complaint = _convert(name, folder, out, *more)
    assert (code, said) == (2, ""), complaint
    lines = [line for line in complaint.splitlines() if line.startswith(f"make_{name}.py: ")]
    assert len(lines) == 1, complaint
    assert "Traceback" not in complaint
    assert not out.parent.exists() or list(out.parent.iterdir()) == []
    return lines[0]


def _idx(array):
    """An IDX file, spelt out from its description."""
    header = bytes([0, 0, 8, array.ndim]) + b"".join(struct.pack(">I", length) for length in array.shape)
    return header + array.astype(np.uint8).tobytes()


@pytest.fixture
def mnist(tmp_path):
    """A folder with four small files as MNIST has them, and what is in them. 300 rows need more than one byte."""
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
    """Colour images of 32 x 32, and the bytes that CIFAR keeps of each: red, green, blue."""
    images = rng.integers(0, 256, (count, 32, 32, 3)).astype(np.uint8)
    return images, [b"".join(image[:, :, channel].tobytes() for channel in range(3)) for image in images]


def _cifar(folder, edition, label_bytes):
    """The loose files of an edition in a folder; the images and labels of the training part."""
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
    """The edition's archive in a folder, as the authors pack it."""
    with tarfile.open(folder / edition.archive, "w:gz") as archive:
        archive.add(folder / edition.folder, edition.folder)
    return folder / edition.archive


@pytest.fixture
def cifar10(tmp_path):
    """A folder with the loose files of a small CIFAR-10."""
    return tmp_path / "cifar", *_cifar(tmp_path / "cifar", make_cifar10.CIFAR10, 1)


@pytest.fixture
def tree(tmp_path):
    """Pictures in folders: two classes, JPEG and PNG, colour and grey."""
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
    """Images, labels and names of the classes are those of the files, in order."""
    folder, truth = mnist
    code, _, complaint = _convert("mnist", folder, tmp_path / "new" / "mnist.npz")
    assert code == 0, complaint
    data = load_dataset(tmp_path / "new" / "mnist.npz")
    np.testing.assert_array_equal(data.X_train, truth["train"][0])
    np.testing.assert_array_equal(data.y_train, truth["train"][1])
    np.testing.assert_array_equal(data.X_test, truth["t10k"][0])
    np.testing.assert_array_equal(data.y_test, truth["t10k"][1])
    assert list(data.classes) == list("0123456789")


def test_unpacked_files_will_do(mnist, tmp_path):
    """Somebody who has unpacked the files, in either spelling, need not pack them again; the bytes are the same."""
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
    """Whoever converts another edition is told so, and gets it."""
    code, _, complaint = _convert("mnist", mnist[0], tmp_path / "mnist.npz")
    assert code == 0
    assert "train-images-idx3-ubyte.gz: not the file that is known by this name" in complaint


IMAGES = "train-images-idx3-ubyte.gz"
DAMAGE = {
    "empty": (lambda whole: b"", "only 0 bytes long"),
    "another format": (lambda whole: b"<html>404</html>", "not an IDX file"),
    "wrong byte order": (lambda whole: whole[3::-1] + whole[4:], "wrong byte order"),
    "wrong type": (lambda whole: whole[:2] + b"\x0d" + whole[3:], "type 0x0d"),
    "labels for images": (lambda whole: whole[:3] + b"\x01" + whole[4:], "images and labels exchanged"),
    "ends in the header": (lambda whole: whole[:9], "ends within its header"),
    "truncated": (lambda whole: whole[:-1], "its header promises 6,000 bytes"),
    "too long": (lambda whole: whole + b"\0", "there are more"),
    "endless header": (lambda whole: whole[:4] + b"\xff" * 12 + whole[16:], "its header promises"),
    "packed and cut": (lambda whole: gzip.compress(whole)[:-20], "cannot be read"),
    "packed and altered": (lambda whole: gzip.compress(whole)[:-8] + b"\0" * 8, "cannot be read"),
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


def test_as_many_labels_as_images(mnist, tmp_path):
    """Images and labels that do not belong together are refused."""
    folder, _ = mnist
    (folder / "t10k-labels-idx1-ubyte.gz").write_bytes(gzip.compress(_idx(np.zeros(TEST + 1))))
    assert "3 images and y_test 4 labels" in _refused("mnist", folder, tmp_path / "new" / "mnist.npz")


def test_a_label_beyond_the_classes(mnist, tmp_path):
    """A label that has no class is refused."""
    folder, _ = mnist
    (folder / "t10k-labels-idx1-ubyte.gz").write_bytes(gzip.compress(_idx(np.full(TEST, 10))))
    assert "the label 10, but there are 10 classes" in _refused("mnist", folder, tmp_path / "new" / "mnist.npz")


def test_a_missing_file_is_named_with_its_source(mnist, tmp_path):
    """Whoever lacks a file learns where to get it."""
    (mnist[0] / IMAGES).unlink()
    line = _refused("mnist", mnist[0], tmp_path / "new" / "mnist.npz")
    assert f"has no {IMAGES}" in line
    assert "https://" in line


def test_the_same_files_give_the_same_bytes(mnist, tmp_path):
    """Two conversions differ in no byte, and leave nothing beside their result."""
    for name in ("one", "two"):
        assert _convert("mnist", mnist[0], tmp_path / name / "mnist.npz")[0] == 0
        assert [path.name for path in (tmp_path / name).iterdir()] == ["mnist.npz"]
    assert (tmp_path / "one" / "mnist.npz").read_bytes() == (tmp_path / "two" / "mnist.npz").read_bytes()


def test_a_failure_leaves_the_old_file_alone(mnist, tmp_path):
    """A data set that is there stays as it is when a new conversion fails."""
    out = tmp_path / "mnist.npz"
    _convert("mnist", mnist[0], out)
    before = out.read_bytes()
    (mnist[0] / IMAGES).write_bytes(b"")
    assert _convert("mnist", mnist[0], out)[0] == 2
    assert out.read_bytes() == before


@pytest.mark.parametrize("out", ["new.npy", "new", "a file/mnist.npz"])
def test_a_place_that_cannot_be_written(mnist, tmp_path, out):
    """What cannot be written to is named in one line."""
    (tmp_path / "a file").write_bytes(b"")
    code, _, complaint = _convert("mnist", mnist[0], tmp_path / out)
    assert code == 2
    assert complaint.splitlines()[-1].startswith("make_mnist.py: ")
    assert not (tmp_path / out).exists()


@pytest.mark.parametrize("packed", [True, False])
def test_cifar10_comes_out_as_it_went_in(cifar10, tmp_path, packed):
    """Channels, stored one after the other, become the last axis; five batches become one part, in order."""
    folder, images, labels = cifar10
    if packed:
        archive = _packed(folder, make_cifar10.CIFAR10)
        folder = tmp_path / "elsewhere"
        folder.mkdir()
        archive.rename(folder / archive.name)
    code, _, complaint = _convert("cifar10", folder, tmp_path / "cifar10.npz")
    assert code == 0, complaint
    data = load_dataset(tmp_path / "cifar10.npz")
    np.testing.assert_array_equal(data.X_train, images)
    np.testing.assert_array_equal(data.y_train, labels)
    assert data.X_test.shape == (TRAIN, 32, 32, 3)
    assert list(data.classes) == [f"kind {number}" for number in range(10)]


@pytest.mark.parametrize(("edition", "options"), [(make_cifar100.FINE, ()), (make_cifar100.COARSE, ("--coarse",))])
def test_cifar100_has_two_labels_to_choose_from(tmp_path, edition, options):
    """A record begins with the superclass, then the class; each has names of its own."""
    images, labels = _cifar(tmp_path / "cifar", edition, 2)
    code, _, complaint = _convert("cifar100", tmp_path / "cifar", tmp_path / "cifar100.npz", *options)
    assert code == 0, complaint
    data = load_dataset(tmp_path / "cifar100.npz")
    np.testing.assert_array_equal(data.X_train, images)
    np.testing.assert_array_equal(data.y_train, labels)


@pytest.mark.parametrize("content", [b"", b"\0" * 3072, b"\0" * 3074])
def test_a_batch_of_another_length_is_refused(cifar10, tmp_path, content):
    """An empty batch, or one with a part of a record, is named."""
    (cifar10[0] / "cifar-10-batches-bin" / "data_batch_3.bin").write_bytes(content)
    line = _refused("cifar10", cifar10[0], tmp_path / "new" / "cifar10.npz")
    assert "data_batch_3.bin" in line
    assert "3,073" in line


def test_an_archive_that_lacks_a_batch(cifar10, tmp_path):
    """What is missing in the archive is named."""
    (cifar10[0] / "cifar-10-batches-bin" / "data_batch_3.bin").unlink()
    archive = _packed(cifar10[0], make_cifar10.CIFAR10)
    line = _refused("cifar10", _alone(archive, tmp_path), tmp_path / "new" / "cifar10.npz")
    assert "lacks data_batch_3.bin" in line


def test_a_link_in_the_archive_is_no_batch(cifar10, tmp_path):
    """A link under a batch's name leads nowhere: it counts as missing."""
    batch = cifar10[0] / "cifar-10-batches-bin" / "data_batch_3.bin"
    batch.unlink()
    batch.symlink_to("/etc/hostname")
    line = _refused("cifar10", _alone(_packed(cifar10[0], make_cifar10.CIFAR10), tmp_path), tmp_path / "new" / "c.npz")
    assert "lacks data_batch_3.bin" in line


@pytest.mark.parametrize("change", [lambda whole: b"", lambda whole: whole[: len(whole) // 2], lambda whole: b"no tar"])
def test_a_damaged_archive_is_refused_in_one_line(cifar10, tmp_path, change):
    """An archive that is empty, cut or none at all is named."""
    archive = _packed(cifar10[0], make_cifar10.CIFAR10)
    archive.write_bytes(change(archive.read_bytes()))
    line = _refused("cifar10", _alone(archive, tmp_path), tmp_path / "new" / "cifar10.npz")
    assert archive.name in line
    assert "get the file anew" in line


def _alone(archive, tmp_path):
    """A folder with nothing but the archive."""
    folder = tmp_path / "alone"
    folder.mkdir()
    archive.rename(folder / archive.name)
    return folder


def test_the_pickled_version_is_refused(tmp_path):
    """Nothing is unpickled: whoever has the Python version is sent to the binary one."""
    (tmp_path / "cifar-10-batches-py").mkdir()
    line = _refused("cifar10", tmp_path, tmp_path / "new" / "cifar10.npz")
    assert "unpickled" in line
    assert "cifar-10-binary.tar.gz" in line


def test_pictures_in_folders(tree, tmp_path):
    """Classes are the folders' names in order; the whole picture is shrunk; grey becomes colour; texts stay out."""
    code, _, complaint = _convert("imagenet", tree, tmp_path / "imagenet.npz")
    assert (code, complaint) == (0, "")
    data = load_dataset(tmp_path / "imagenet.npz")
    assert (data.X_train.shape, data.X_test.shape) == ((8, 32, 32, 3), (6, 32, 32, 3))
    assert list(data.classes) == ["n01_cat", "n02_dog"]
    assert data.y_train.tolist() == [0] * 4 + [1] * 4
    # The plain pictures come last in each folder and are grey 100 and 101 all over.
    assert np.unique(data.X_train[3]).tolist() == [100]
    assert np.unique(data.X_train[7]).tolist() == [101]
    # The first is 64 x 64: each pixel is the mean of four.
    whole = np.asarray(Image.open(tree / "train" / "n01_cat" / "0.JPEG")).astype(float)
    np.testing.assert_allclose(data.X_train[0], whole.reshape(32, 2, 32, 2, 3).mean(axis=(1, 3)), atol=1)


def test_pictures_give_the_same_bytes_again(tree, tmp_path):
    """Two conversions of the same folders differ in no byte."""
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
    """Cut, empty and false pictures are all named, in one go."""
    broken = _break(tree)
    line = _refused("imagenet", tree, tmp_path / "new" / "imagenet.npz")
    assert all(name in line for name in broken)
    assert "--skip-unreadable" in line


def test_unreadable_pictures_can_be_left_out(tree, tmp_path):
    """On request they are named and left out, each with its label."""
    broken = _break(tree)
    code, _, complaint = _convert("imagenet", tree, tmp_path / "imagenet.npz", "--skip-unreadable")
    assert code == 0
    assert all(f"{name}: cannot be read" in complaint for name in broken)
    data = load_dataset(tmp_path / "imagenet.npz")
    assert data.y_train.tolist() == [0] + [1] * 4
    assert np.unique(data.X_train[0]).tolist() == [100]


def test_a_tree_without_its_parts(tmp_path, tree):
    """A folder without classes, an empty part, and a class that training does not know are named."""
    assert "train: should be a folder" in _refused("imagenet", tmp_path / "nowhere", tmp_path / "new" / "i.npz")
    (tree / "val" / "n03_owl").mkdir()
    assert "n03_owl is no class" in _refused("imagenet", tree, tmp_path / "new" / "i.npz")
    (tree / "val" / "n03_owl").rmdir()
    for path in (tree / "val").rglob("*.*"):
        path.unlink()
    assert "val: no picture" in _refused("imagenet", tree, tmp_path / "new" / "i.npz")


@pytest.fixture
def server(tmp_path, monkeypatch):
    """A server of files on this machine: its folder and its address. The cache is a folder of the test."""
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.setenv(name, "127.0.0.1")
    monkeypatch.setenv("AUTOGRADER_CACHE", str(tmp_path / "cache"))
    folder = tmp_path / "served"
    folder.mkdir()

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_args):
            """Nothing: the test looks at what the program says."""

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as running:
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        yield folder, f"http://127.0.0.1:{running.server_port}/"
        running.shutdown()
        thread.join()


def _source(address, content, *, mirrors=()):
    return Source("file.bin", (*mirrors, f"{address}file.bin"), hashlib.sha256(content).hexdigest())


def test_a_file_is_fetched_once(server, tmp_path):
    """The file comes from the second mirror where the first lacks it, and from the cache from then on."""
    folder, address = server
    (folder / "file.bin").write_bytes(b"pixels")
    source = _source(address, b"pixels", mirrors=(f"{address}lost.bin",))
    assert located((source,), None)["file.bin"].read_bytes() == b"pixels"
    (folder / "file.bin").unlink()
    assert located((source,), None)["file.bin"] == tmp_path / "cache" / "file.bin"


def test_another_file_than_the_known_one_is_not_kept(server, tmp_path):
    """A file with another hash is refused, and nothing of it stays in the cache."""
    folder, address = server
    (folder / "file.bin").write_bytes(b"pixelz")
    with pytest.raises(UsageError, match="not the file whose hash is known"):
        located((_source(address, b"pixels"),), None)
    assert list((tmp_path / "cache").iterdir()) == []


def test_a_file_that_cannot_be_fetched(server):
    """Without the file there is one line, with the way around."""
    with pytest.raises(UsageError, match="could not be fetched") as told:
        located((_source(server[1], b"pixels"),), None)
    assert "the server answers 404" in str(told.value)
    assert "--from" in str(told.value)
    assert "\n" not in str(told.value)


def test_a_server_that_cannot_be_reached(server):
    """A server that does not answer is named, and what to do instead."""
    source = _source("http://127.0.0.1:1/", b"pixels")
    with pytest.raises(UsageError, match=r"127\.0\.0\.1:1/file\.bin: the server cannot be reached"):
        located((source,), None)


def test_a_package_that_is_not_installed():
    """Whoever lacks a package learns which line installs it."""
    with pytest.raises(UsageError, match=r"pip install 'image-classification-course\[data\]'"):
        conversion.module("surely_nobody_has_this")


def test_every_known_hash_is_a_sha256():
    """The hashes that fetching compares have the right form, one for each file."""
    known = [source.sha256 for source in make_mnist.SOURCES]
    known += [edition.sha256 for edition in (make_cifar10.CIFAR10, make_cifar100.FINE)]
    assert len(set(known)) == 6
    assert all(len(bytes.fromhex(digest)) == 32 for digest in known)


def test_a_whole_archive_that_is_read_from_front_to_back(tmp_path):
    """The names may come before or after the batches: the order in the archive does not matter."""
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
