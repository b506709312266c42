import com.helger.diver.api.coord.DVRCoordinate;
import com.helger.phive.api.execute.ValidationExecutionManager;
import com.helger.phive.api.executorset.ValidationExecutorSetRegistry;
import com.helger.phive.api.validity.IValidityDeterminator;
import com.helger.phive.en16931.EN16931Validation;
import com.helger.phive.peppol.PeppolValidation;
import com.helger.phive.xml.source.IValidationSourceXML;
import com.helger.phive.xml.source.ValidationSourceXML;
import com.helger.phive.xrechnung.XRechnungValidation;
import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import javax.xml.parsers.DocumentBuilderFactory;

/**
 * Holds XML invoices against the schema and the business rules of EN 16931, XRechnung and Peppol BIS Billing, by phive.
 *
 * Reads lines of "coordinate of the rules, tab, file". Answers with a line for each error, "rule, tab, place, tab, message",
 * and an empty line at the end.
 */
public class XmlRules {
  public static void main(String[] args) throws Exception {
    var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    var registry = new ValidationExecutorSetRegistry<IValidationSourceXML>();
    EN16931Validation.initEN16931(registry);
    XRechnungValidation.initXRechnung(registry);
    PeppolValidation.initStandard(registry);
    var parsers = DocumentBuilderFactory.newInstance();
    parsers.setNamespaceAware(true);

    for (String line; (line = in.readLine()) != null; ) {
      var asked = line.split("\t");
      var rules = registry.getOfID(DVRCoordinate.parseOrThrow(asked[0]));
      if (rules == null) throw new IllegalArgumentException("phive has no rules " + asked[0]);
      var document = parsers.newDocumentBuilder().parse(new File(asked[1]));
      var source = ValidationSourceXML.create(asked[1], document);
      var results = ValidationExecutionManager.executeValidation(IValidityDeterminator.createDefault(), rules, source, Locale.ENGLISH);
      for (var error : results.getAllErrors()) {
        var place = error.getErrorFieldName() == null ? error.getErrorLocation().getAsString() : error.getErrorFieldName();
        out.println(cell(error.getErrorID()) + "\t" + cell(place) + "\t" + cell(error.getErrorText(Locale.ENGLISH)));
      }
      out.println();
    }
  }

  private static String cell(String text) {
    return text == null ? "" : text.replaceAll("\\s+", " ").strip();
  }
}
