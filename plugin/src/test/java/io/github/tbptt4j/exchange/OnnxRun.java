package io.github.tbptt4j.exchange;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** An exported network in ONNX Runtime. */
final class OnnxRun implements AutoCloseable {
  private static final OrtEnvironment RUNTIME = OrtEnvironment.getEnvironment();

  private final OrtSession session;
  private final Map<String, INDArray> states = new HashMap<>();

  OnnxRun(byte[] model) throws OrtException {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      session = RUNTIME.createSession(model, options);
    }
  }

  String producer() throws OrtException {
    return session.getMetadata().getProducerName();
  }

  Map<String, String> metadata() throws OrtException {
    return session.getMetadata().getCustomMetadata();
  }

  /** Shapes by name; -1 where a dimension varies. */
  Map<String, long[]> inputs() throws OrtException {
    return shapes(session.getInputInfo());
  }

  Map<String, long[]> outputs() throws OrtException {
    return shapes(session.getOutputInfo());
  }

  private static Map<String, long[]> shapes(Map<String, NodeInfo> nodes) {
    Map<String, long[]> shapes = new TreeMap<>();
    nodes.forEach((name, node) -> shapes.put(name, ((TensorInfo) node.getInfo()).getShape()));
    return shapes;
  }

  INDArray state(int number) {
    return states.get("state_in_" + number);
  }

  INDArray output(INDArray input) throws OrtException {
    return output(input, null);
  }

  /** One run; states go on to the next, and are zeros before the first. */
  INDArray output(INDArray input, INDArray lengths) throws OrtException {
    Map<String, OnnxTensor> given = new HashMap<>();
    given.put("input", tensor(input));
    if (lengths != null) {
      given.put("lengths", tensor(lengths));
    }
    for (Map.Entry<String, long[]> state : inputs().entrySet()) {
      if (state.getKey().startsWith("state_in_")) {
        INDArray zeros = Nd4j.zeros(DataType.FLOAT, input.size(0), state.getValue()[1]);
        given.put(state.getKey(), tensor(states.getOrDefault(state.getKey(), zeros)));
      }
    }
    try (OrtSession.Result result = session.run(given)) {
      Map<String, INDArray> outputs = new HashMap<>();
      for (Map.Entry<String, OnnxValue> output : result) {
        outputs.put(output.getKey(), array((OnnxTensor) output.getValue()));
      }
      outputs.forEach((name, array) -> states.put(name.replace("_out_", "_in_"), array));
      return outputs.get("output");
    } finally {
      given.values().forEach(OnnxTensor::close);
    }
  }

  private static OnnxTensor tensor(INDArray array) throws OrtException {
    INDArray flat = array.dup('c').reshape(array.length());
    return switch (array.dataType()) {
      case LONG ->
          OnnxTensor.createTensor(RUNTIME, LongBuffer.wrap(flat.toLongVector()), array.shape());
      case INT ->
          OnnxTensor.createTensor(RUNTIME, IntBuffer.wrap(flat.toIntVector()), array.shape());
      default ->
          OnnxTensor.createTensor(RUNTIME, FloatBuffer.wrap(flat.toFloatVector()), array.shape());
    };
  }

  private static INDArray array(OnnxTensor tensor) {
    FloatBuffer buffer = tensor.getFloatBuffer();
    float[] values = new float[buffer.remaining()];
    buffer.get(values);
    return Nd4j.createFromArray(values).reshape(tensor.getInfo().getShape());
  }

  @Override
  public void close() throws OrtException {
    session.close();
  }
}
